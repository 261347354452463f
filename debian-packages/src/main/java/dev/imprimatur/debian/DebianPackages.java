package dev.imprimatur.debian;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packages of any release of Debian, unpacked into a folder of their own, from the mirror that the machine's own apt is
 * configured with. Nothing is installed, and no script of a package runs.
 *
 * @param folder where they are unpacked
 */
public record DebianPackages(Path folder) {
    private static final String UNPACKED = "unpacked";

    /**
     * Fetches packages, unless the folder has just these.
     *
     * @param packages each with its release, {@code name/sid}
     * @throws IOException if this machine has no apt, or apt cannot fetch them; with what it says
     */
    public static DebianPackages fetch(Path folder, String... packages) throws IOException, InterruptedException {
        Path root = folder.toAbsolutePath();
        Path note = root.resolve(UNPACKED);
        String wanted = String.join("\n", packages);
        DebianPackages there = new DebianPackages(root.resolve("root"));
        if (Files.exists(note) && Files.readString(note).equals(wanted)) {
            return there;
        }
        Path archives = Files.createDirectories(root.resolve("archives"));
        List<String> apt = configuration(root, packages);
        run(archives, Stream.concat(apt.stream(), Stream.of("update")));
        run(
                archives,
                Stream.of(apt.stream(), Stream.of("download"), Stream.of(packages))
                        .flatMap(each -> each));
        try (Stream<Path> files = Files.list(archives)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".deb")).toList()) {
                run(archives, Stream.of("dpkg", "-x", file.toString(), there.folder.toString()));
            }
        }
        Files.writeString(note, wanted);
        return there;
    }

    /** A program that one of the packages brings. */
    public Path program(String name) {
        return folder.resolve("usr/bin").resolve(name);
    }

    /** An apt with sources, lists and cache of its own. */
    private static List<String> configuration(Path root, String... packages) throws IOException, InterruptedException {
        String mirror = mirror();
        List<String> sources = Stream.of(packages)
                .map(name -> name.substring(name.indexOf('/') + 1))
                .distinct()
                .map(release -> "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] " + mirror + " "
                        + release + " main")
                .toList();
        Path list = Files.write(root.resolve("sources.list"), sources);
        Files.createDirectories(root.resolve("lists/partial"));
        Files.createDirectories(root.resolve("cache/archives/partial"));
        return List.of(
                "apt-get",
                "-q",
                "-o",
                "Dir::Etc::sourcelist=" + list,
                "-o",
                "Dir::Etc::sourceparts=/dev/null",
                "-o",
                "Dir::State::lists=" + root.resolve("lists"),
                "-o",
                "Dir::Cache=" + root.resolve("cache"),
                "-o",
                "APT::Sandbox::User=");
    }

    private static String mirror() throws IOException, InterruptedException {
        String targets = run(
                Path.of("."),
                Stream.of(
                        "apt-get",
                        "indextargets",
                        "--format",
                        "$(ORIGIN) $(LABEL) $(REPO_URI)",
                        "Created-By: Packages"));
        String main = "Debian Debian ";
        return targets.lines()
                .filter(line -> line.startsWith(main))
                .map(line -> line.substring(main.length()))
                .findFirst()
                .orElseThrow(
                        () -> new IOException("this machine's apt knows no mirror of Debian; has apt-get update run?"));
    }

    private static String run(Path folder, Stream<String> command) throws IOException, InterruptedException {
        List<String> words = command.toList();
        Process process = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(words.getFirst() + " cannot fetch packages of Debian: " + output.strip());
        }
        return output;
    }
}

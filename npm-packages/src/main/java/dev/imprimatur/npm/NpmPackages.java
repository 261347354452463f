package dev.imprimatur.npm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Packages in a folder of their own, fetched from wherever the npm client is configured to; their install scripts do
 * not run.
 *
 * @param folder where they are
 */
public record NpmPackages(Path folder) {

    /**
     * How a program ended.
     *
     * @param exitCode its exit code
     * @param output what it printed, on both streams
     */
    public record Run(int exitCode, String output) {}

    /**
     * Fetches packages.
     *
     * @param folder where to put them
     * @param packages each with its version, {@code name@1.2.3}
     * @throws IllegalStateException if npm cannot fetch them; with what it says
     */
    public static NpmPackages fetch(Path folder, String... packages) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<String> install = List.of(
                "npm",
                "install",
                "--prefix",
                folder.toString(),
                "--no-save",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--ignore-scripts");
        Run npm = run(Stream.concat(install.stream(), Stream.of(packages)).toList());
        if (npm.exitCode != 0) {
            throw new IllegalStateException(
                    "npm cannot fetch " + List.of(packages) + "; is its registry reachable? " + npm.output);
        }
        return new NpmPackages(folder);
    }

    /** Runs a program that one of the packages brings. */
    public Run program(String name, String... arguments) throws IOException, InterruptedException {
        String program = folder.resolve("node_modules/.bin").resolve(name).toString();
        return run(Stream.concat(Stream.of(program), Stream.of(arguments)).toList());
    }

    /** Runs a script of one's own with Node.js, which finds the packages from here. */
    public Run script(Path script, String... arguments) throws IOException, InterruptedException {
        Path copy = folder.resolve(script.getFileName());
        Files.copy(script, copy, StandardCopyOption.REPLACE_EXISTING);
        return run(Stream.concat(Stream.of("node", copy.toString()), Stream.of(arguments))
                .toList());
    }

    private static Run run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output.strip());
    }
}

package dev.imprimatur.system;

import dev.imprimatur.system.document.ShownCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a reader has who types what documents show: a checkout whose {@code ./imprimatur} reaches the home of a test,
 * and a shell that keeps its variables. {@code /tmp}, {@code /backup} and {@code ~} are folders of the test; what is at
 * an address of a machine with one stack is at the test's.
 */
final class TypedCheckout {
    private static final Duration LIMIT = Duration.ofMinutes(4);
    /** How long something is watched that never ends by itself, once it has printed something. */
    private static final Duration WATCHED = Duration.ofSeconds(1);

    private static final Pattern ENDLESS = Pattern.compile("\\./imprimatur events .*--follow.*|kcat -C (?!.* -e).*");
    /** A command ends with this whose reader has read enough. */
    private static final int CUT = 128 + 13;

    /** Where something is written that is typed. */
    private static final Set<String> COPIED = Set.of("deploy", "examples", "system-tests");

    private static final Set<String> OWN = Set.of("imprimatur", ".imprimatur", ".git", "target");

    /** Variables and functions stay for what is typed next. */
    private static final String SHELL = """
            set -euo pipefail
            source "$STATE"
            trap '{ export -p; declare -f; } > "$STATE"' EXIT
            set -a
            """;
    /**
     * It makes what it would send, and sends it nowhere; a map is there, and what else only a cluster can answer fails.
     */
    private static final String KUBECTL = """
            #!/usr/bin/env bash
            kubectl=%s
            [[ " $* " == *" create "* && " $* " != *" --dry-run"* ]] && set -- "$@" --dry-run=client -o yaml
            [[ " $* " == *" apply -k "* ]] && set -- kustomize "${@: -1}"
            [[ " $* " == *" apply -f - "* ]] && exec grep '^ *"\\?kind"\\?:'
            [[ " $* " == *" get configmap "* ]] && exec "$kubectl" create configmap "$5" --dry-run=client -o json
            exec "$kubectl" "$@"
            """;

    /** What a server refuses has failed. */
    private static final String CURL = "#!/bin/sh\nexec %s --fail-with-body \"$@\"\n";

    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();
    private final Places places = new Places();

    TypedCheckout(Path folder, Path home) throws IOException {
        this.folder = folder;
        Path checkout = Files.createDirectories(folder.resolve("checkout"));
        try (Stream<Path> entries = Files.list(Script.ROOT)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (!OWN.contains(name) && !COPIED.contains(name)) {
                    Files.createSymbolicLink(checkout.resolve(name), entry);
                }
            }
        }
        Files.createSymbolicLink(checkout.resolve(".imprimatur"), home);
        program(
                "bash",
                "-c",
                "tar -C '%s' --exclude=target -c %s | tar -C '%s' -x"
                        .formatted(Script.ROOT, String.join(" ", COPIED), checkout));
        Files.createSymbolicLink(checkout.resolve("my-catalog"), folder.resolve("tmp/my-images"));
        for (String own : List.of("tmp", "backup", "user", "bin", "typed")) {
            Files.createDirectories(folder.resolve(own));
        }
        String programs = folder.resolve("bin") + ":" + System.getenv("PATH");
        executable(
                checkout.resolve("imprimatur"),
                "#!/usr/bin/env bash\nPATH=%s exec %s/imprimatur --home %s --no-build \"$@\"\n"
                        .formatted(programs, Script.ROOT, home));
        executable(folder.resolve("typed/kubectl"), KUBECTL.formatted(program("bash", "-c", "command -v kubectl")));
        executable(folder.resolve("typed/curl"), CURL.formatted(program("bash", "-c", "command -v curl")));
        executable(folder.resolve("bin/xdg-open"), "#!/bin/sh\n");
        Files.writeString(folder.resolve("state"), "");
        environment.put("STATE", folder.resolve("state").toString());
        environment.put("PASSWORD", "secret");
        environment.put("HOME", folder.resolve("user").toString());
        environment.put("PATH", folder.resolve("typed") + ":" + programs);
        places.place("/tmp/", folder.resolve("tmp") + "/");
        places.place("/backup", folder.resolve("backup").toString());
    }

    /** What documents call something, and what it is here. */
    Places places() {
        return places;
    }

    /** Writes a file that a reader has in the checkout. */
    void write(String name, String text) throws IOException {
        Path file = folder.resolve("checkout").resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A variable of the environment of all that is typed. */
    void set(String name, String value) {
        environment.put(name, value);
    }

    /** Where something is that documents place there. */
    Path path(String shown) {
        return Path.of(places.here(shown));
    }

    /** Types a command; what it prints is as in a terminal. Fails where it ends as it is not to. */
    String type(ShownCommand command) throws IOException, InterruptedException {
        return type(
                command.text(),
                command.exitCode(),
                ENDLESS.matcher(command.text()).matches());
    }

    /** Types something that has to succeed. */
    String type(String text) throws IOException, InterruptedException {
        return type(text, 0, false);
    }

    private String type(String text, int exitCode, boolean endless) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "typed", ".out");
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", SHELL + places.here(text) + "\n");
        builder.environment().putAll(environment);
        Process shell = builder.directory(folder.resolve("checkout").toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = endless ? watch(shell, output) : isOver(shell, LIMIT);
        if (!ended) {
            Stream.concat(shell.descendants(), Stream.of(shell.toHandle())).forEach(ProcessHandle::destroy);
            shell.waitFor();
        }
        String printed = Files.readString(output);
        Files.delete(output);
        if (!ended && !(endless && !printed.isEmpty())) {
            throw new AssertionError(text + " was not done in time: " + printed);
        }
        places.place("$?", Integer.toString(shell.exitValue()));
        if (ended && shell.exitValue() != exitCode && !(exitCode == 0 && shell.exitValue() == CUT)) {
            throw new AssertionError(
                    text + " ended with exit code " + shell.exitValue() + ", not " + exitCode + ":\n" + printed);
        }
        return printed;
    }

    /** Until it has printed something, and a little longer: what fails ends then. */
    private static boolean watch(Process shell, Path output) throws IOException, InterruptedException {
        Instant limit = Instant.now().plus(LIMIT);
        while (Files.size(output) == 0 && Instant.now().isBefore(limit)) {
            if (isOver(shell, Duration.ofMillis(50))) {
                return true;
            }
        }
        return isOver(shell, WATCHED);
    }

    private static boolean isOver(Process shell, Duration limit) throws InterruptedException {
        return shell.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String program(String... command) {
        Script.Result result = Script.program(LIMIT, command);
        if (result.exitCode() != 0) {
            throw new IllegalStateException(List.of(command) + ": " + result.errors());
        }
        return result.output().strip();
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package dev.imprimatur.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs {@code ./imprimatur} in a home of its own, as a user would. */
public final class Script {
    /** The checkout's folder. */
    public static final Path ROOT = Path.of(System.getProperty("imprimatur.root", ".."))
            .toAbsolutePath()
            .normalize();

    private final Path checkout;
    private final Path home;
    private final Map<String, String> environment;

    Script(Path home) {
        this(home, Map.of());
    }

    /** With variables of the environment beside those that the test has. */
    Script(Path home, Map<String, String> environment) {
        this(ROOT, home, environment);
    }

    private Script(Path checkout, Path home, Map<String, String> environment) {
        this.checkout = checkout;
        this.home = home;
        this.environment = environment;
    }

    /** The script of another checkout, in the same home. */
    Script in(Path other) {
        return new Script(other, home, environment);
    }

    /** The folder of all state. */
    public Path home() {
        return home;
    }

    /** What a run said. */
    public record Result(int exitCode, String output, String errors) {}

    /** Runs a command to its end. */
    public Result run(Duration limit, String... command) {
        return run(
                checkout,
                limit,
                environment,
                List.of("./imprimatur", "--home", home.toString(), "--no-build"),
                command);
    }

    /** Runs a command that has to succeed, and gives its output. */
    public String ok(Duration limit, String... command) {
        Result result = run(limit, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with exit code " + result.exitCode() + "\n"
                    + result.output() + result.errors());
        }
        return result.output();
    }

    /** Runs any program to its end. */
    public static Result program(Duration limit, String... command) {
        return program(limit, Map.of(), command);
    }

    /** Runs any program to its end, with variables of the environment beside those that the test has. */
    public static Result program(Duration limit, Map<String, String> environment, String... command) {
        return run(ROOT, limit, environment, List.of(), command);
    }

    private static Result run(
            Path folder, Duration limit, Map<String, String> environment, List<String> front, String... command) {
        List<String> whole = new ArrayList<>(front);
        whole.addAll(List.of(command));
        try {
            Path output = Files.createTempFile("imprimatur", ".out");
            Path errors = Files.createTempFile("imprimatur", ".err");
            try {
                return run(folder, limit, environment, whole, output, errors);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Result run(
            Path folder,
            Duration limit,
            Map<String, String> environment,
            List<String> command,
            Path output,
            Path errors)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command);
        // A test's home takes the engine and the registries that this environment names.
        builder.environment().remove("IMPRIMATUR_INSTALLATION");
        builder.environment().putAll(environment);
        Process process = builder.directory(folder.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroy();
            throw new AssertionError(command + " was not done after " + limit + "\n" + read(output) + read(errors));
        }
        return new Result(process.exitValue(), read(output), read(errors));
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }
}

package dev.imprimatur.localstack;

import dev.imprimatur.fixture.ClassData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** local-stack as users run it: a process of its own. */
final class StackProcess implements AutoCloseable {

    private final Process process;
    private final Map<String, String> addresses = new HashMap<>();

    private StackProcess(Process process) {
        this.process = process;
    }

    /** Starts it on programs of PostgreSQL that all of these tests share, and waits until it is ready. */
    static StackProcess start(Path home, String... more) throws IOException {
        List<String> all = new ArrayList<>(
                List.of("--programs", Path.of("target").toAbsolutePath().toString()));
        all.addAll(List.of(more));
        return start(List.of(), home, all.toArray(String[]::new));
    }

    /** The same on programs of its own, with a command such as {@code setpriv} in front. */
    static StackProcess start(List<String> prefix, Path home, String... more) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(command(home, more));
        var stack = new StackProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        stack.awaitReady();
        return stack;
    }

    static List<String> command(Path home, String... more) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1"));
        command.addAll(ClassData.options("local-stack"));
        Path target = Path.of("target").toAbsolutePath();
        command.addAll(List.of(
                "-cp",
                target + (isPackaged(target) ? "/*:" : "/classes:") + target + "/lib/*",
                "dev.imprimatur.localstack.LocalStack",
                "--home",
                home.toString(),
                "--until-stdin-closes"));
        command.addAll(List.of(more));
        return command;
    }

    /** Whether class data is recorded, and the jar that it is of has these classes. */
    private static boolean isPackaged(Path target) {
        long compiled = newest(target.resolve("classes"), Integer.MAX_VALUE);
        return ClassData.isRecorded("local-stack") && newest(target, 1) >= compiled;
    }

    /** When the last of the classes or jars in a folder was written. */
    private static long newest(Path folder, int depth) {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            return files.filter(each -> each.toString().endsWith(".class")
                            || each.toString().endsWith(".jar"))
                    .mapToLong(each -> each.toFile().lastModified())
                    .max()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady() throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); !"READY".equals(line); line = lines.readLine()) {
            if (line == null) {
                throw new IOException("local-stack ended before it was ready");
            }
            addresses.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
        }
    }

    String kafka() {
        return addresses.get("IMPRIMATUR_KAFKA");
    }

    int kafkaPort() {
        return Integer.parseInt(kafka().substring(kafka().indexOf(':') + 1));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + addresses.get("IMPRIMATUR_POSTGRES"), "imprimatur", "imprimatur");
    }

    Process process() {
        return process;
    }

    /** The processes that it has started. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** kill -9: no hook runs. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

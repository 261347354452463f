package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Docker engine on a machine of its own, as far as containers can tell: when its power is cut, dockerd and every
 * container are killed at once, and mounts, cgroups, bridges and what lay in /run are gone. Its disk stays. What is
 * left of it when this process is killed the script {@code engine-machine} removes.
 */
final class EngineMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Two gigabytes are written, and read again. */
    private static final Duration COPY = Duration.ofMinutes(10);

    private static final Path SCRIPT = Path.of("src/test/resources/machine/engine-machine");
    private static final Path LOG = Path.of("target/containers/engine-machine.log");

    private final Path folder;
    private final Process machine;
    private final BufferedReader answers;

    EngineMachine() {
        try {
            folder = Files.createTempDirectory("imprimatur-machine");
            Files.createDirectories(LOG.getParent());
            machine = new ProcessBuilder(command(folder, host()))
                    .redirectError(LOG.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = machine.inputReader();
        try {
            start();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** In a session of its own: who ends the tests by a key ends this process, and not at once what is to clean up. */
    private static List<String> command(Path folder, String host) throws IOException {
        String[] dockerd = SecondEngine.dockerd(
                folder,
                host,
                "--bridge=none",
                "--iptables=false",
                "--ip-forward=false",
                // The other one of systemd takes no path as a parent.
                "--exec-opt=native.cgroupdriver=cgroupfs",
                "--cgroup-parent=" + cgroup(folder));
        return Stream.concat(Stream.of("setsid", SCRIPT.toString(), folder.toString(), host), Stream.of(dockerd))
                .toList();
    }

    /** Its engine's address. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** The cgroup above all of its containers'. */
    String cgroup() {
        return cgroup(folder);
    }

    private static String cgroup(Path folder) {
        return "/" + folder.getFileName();
    }

    /** Gives its engine images that the usual one has. */
    void copy(List<String> images) {
        succeeds(
                COPY,
                "bash",
                "-o",
                "pipefail",
                "-c",
                "docker save %s | docker --host %s load".formatted(String.join(" ", images), host()));
    }

    /** Starts it, and with it the engine. */
    void start() {
        turn("on");
        await().atMost(LIMIT)
                .until(() -> Script.program(LIMIT, "docker", "--host", host(), "version")
                                .exitCode()
                        == 0);
    }

    /** Kills all that runs on it. */
    void cutPower() {
        turn("off");
    }

    private void turn(String power) {
        try {
            machine.outputWriter().append(power).append('\n').flush();
            String answer = answers.readLine();
            if (!power.equals(answer)) {
                throw new AssertionError("the machine is not " + power + ", see " + LOG.toAbsolutePath());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the machine is not " + power + ", see " + LOG.toAbsolutePath(), e);
        }
    }

    private static void succeeds(Duration limit, String... command) {
        Script.Result result = Script.program(limit, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output() + result.errors());
        }
    }

    /** Nothing of it stays, its disk neither. */
    @Override
    public void close() {
        try {
            machine.outputWriter().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (machine.onExit().join().exitValue() != 0) {
            throw new AssertionError("something of the machine is left, see " + LOG.toAbsolutePath());
        }
    }
}

package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A real Docker engine on a machine of its own, as far as containers can tell: when its power is cut, dockerd and every
 * container are killed at once, and mounts, cgroups, bridges and what lay in /run are gone. Its disk stays.
 */
final class EngineMachine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** Two gigabytes are written, and read again. */
    private static final Duration COPY = Duration.ofMinutes(10);

    /** The first process of the machine; the last one to end with it. */
    private static final String INIT = "mount -t tmpfs tmpfs \"$RUN\" && { \"$@\" & wait; }";

    private final Path folder;
    private Process machine;

    EngineMachine() {
        try {
            folder = Files.createTempDirectory("imprimatur-machine");
            Files.createDirectory(folder.resolve("exec"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    /** Its engine's address. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** The cgroup above all of its containers'. */
    String cgroup() {
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
        try {
            // The machine's /run is empty by now.
            Files.deleteIfExists(folder.resolve("docker.pid"));
            String[] dockerd = SecondEngine.dockerd(
                    folder,
                    host(),
                    "--bridge=none",
                    "--iptables=false",
                    "--ip-forward=false",
                    "--cgroup-parent=" + cgroup());
            ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                            Stream.of(
                                    "unshare",
                                    "--mount",
                                    "--pid",
                                    "--mount-proc",
                                    "--fork",
                                    "bash",
                                    "-c",
                                    INIT,
                                    "init"),
                            Stream.of(dockerd))
                    .toList());
            builder.environment().put("RUN", folder.resolve("exec").toString());
            machine = builder.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(LIMIT)
                .until(() -> Script.program(LIMIT, "docker", "--host", host(), "version")
                                .exitCode()
                        == 0);
    }

    /** Kills all that runs on it. */
    void cutPower() {
        List<String> networks = succeeds(
                        "docker", "--host", host(), "network", "ls", "--quiet", "--filter=driver=bridge")
                .lines()
                .toList();
        machine.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        machine.onExit().join();
        networks.forEach(network -> succeeds("ip", "link", "delete", "br-" + network));
        succeeds(
                "find",
                "/sys/fs/cgroup",
                "-depth",
                "-path",
                "*" + cgroup() + "*",
                "-type",
                "d",
                "-exec",
                "rmdir",
                "{}",
                ";");
    }

    private static String succeeds(String... command) {
        return succeeds(LIMIT, command);
    }

    private static String succeeds(Duration limit, String... command) {
        Script.Result result = Script.program(limit, command);
        if (result.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + ": " + result.output() + result.errors());
        }
        return result.output();
    }

    /** Nothing of it stays, its disk neither. */
    @Override
    public void close() {
        cutPower();
        succeeds("rm", "-rf", folder.toString());
    }
}

package dev.imprimatur.engine.docker;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.fixture.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real engine of a test's own, whose containers have no network. */
final class OwnEngine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder = Files.createTempDirectory("imprimatur-engine");
    private Process daemon;

    OwnEngine() throws IOException {}

    /** @param more options of dockerd */
    void start(Map<String, String> environment, String... more) throws IOException {
        Path settings = Files.writeString(folder.resolve("daemon.json"), "{}");
        List<String> command = new ArrayList<>(List.of(
                "dockerd",
                "--config-file=" + settings,
                "--data-root=" + folder.resolve("data"),
                "--exec-root=" + folder.resolve("exec"),
                "--pidfile=" + folder.resolve("docker.pid"),
                "--host=" + host(),
                "--bridge=none",
                "--iptables=false"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        builder.environment().putAll(environment);
        daemon = builder.start();
        try (Engine engine = DockerEngines.connect(host())) {
            await().atMost(LIMIT).ignoreException(EngineException.class).until(() -> engine.version() != null);
        }
    }

    /** Ends it; what it has stays. */
    void stop() {
        daemon.destroy();
        daemon.onExit().join();
    }

    /** Gives it the base of the tests. */
    void loadBase() {
        run("docker --host " + Surroundings.required("DOCKER_HOST") + " save " + RealEngine.base() + " | docker --host "
                + host() + " load");
    }

    Path folder() {
        return folder;
    }

    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** Runs a line of a shell. */
    static void run(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!process.waitFor(2, TimeUnit.MINUTES) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed");
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (daemon != null) {
            stop();
        }
        run("rm -rf " + folder);
    }
}

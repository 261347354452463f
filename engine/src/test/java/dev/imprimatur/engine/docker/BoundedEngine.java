package dev.imprimatur.engine.docker;

import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.fixture.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real engine of its own whose BuildKit runs commands by runc of {@code deploy/engine}; they have no network. */
final class BoundedEngine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Path RUNC = Path.of(System.getProperty("imprimatur.root", ".."), "deploy", "engine", "runc")
            .toAbsolutePath()
            .normalize();

    private final Path folder = Files.createTempDirectory("imprimatur-engine");
    private Process daemon;

    /** @param bounds as runc of {@code deploy/engine} takes them; null for an engine without it */
    BoundedEngine(String bounds) throws IOException {
        start(bounds);
        run("docker --host " + Surroundings.required("DOCKER_HOST") + " save " + RealEngine.base() + " | docker --host "
                + host() + " load");
    }

    private void start(String bounds) throws IOException {
        Path programs = Files.createTempDirectory(folder, "programs");
        Path settings = Files.writeString(folder.resolve("daemon.json"), "{}");
        ProcessBuilder builder = new ProcessBuilder(
                        "dockerd",
                        "--config-file=" + settings,
                        "--data-root=" + folder.resolve("data"),
                        "--exec-root=" + folder.resolve("exec"),
                        "--pidfile=" + folder.resolve("docker.pid"),
                        "--host=" + host(),
                        "--bridge=none",
                        "--iptables=false")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        if (bounds != null) {
            Files.createSymbolicLink(programs.resolve("runc"), RUNC);
            builder.environment().put("IMPRIMATUR_RUNC", real("runc"));
            builder.environment().put("IMPRIMATUR_BOUNDS", bounds);
            builder.environment().put("BUILDKIT_STEP_LOG_MAX_SIZE", "16777216");
            builder.environment().put("BUILDKIT_STEP_LOG_MAX_SPEED", "16777216");
            builder.environment().merge("PATH", programs.toString(), (path, first) -> first + ":" + path);
        }
        daemon = builder.start();
        try (Engine engine = Engine.connect(host())) {
            await().atMost(LIMIT).ignoreException(EngineException.class).until(() -> engine.version() != null);
        }
    }

    /** Starts it again with these bounds. */
    void restart(String bounds) throws IOException {
        daemon.destroy();
        daemon.onExit().join();
        start(bounds);
    }

    /** Clears its build cache of all that is not in use. */
    void clearCache() {
        run("docker --host " + host() + " builder prune --all --force");
    }

    private static String real(String program) {
        return List.of(System.getenv("PATH").split(":")).stream()
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow()
                .toString();
    }

    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    private static void run(String command) {
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
        daemon.destroy();
        daemon.onExit().join();
        run("rm -rf " + folder);
    }
}

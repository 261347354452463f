package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Another real Docker engine on this machine, with storage of its own and no network for containers. */
final class SecondEngine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final Process daemon;
    private final Process pulls;

    SecondEngine() {
        try {
            folder = Files.createTempDirectory("imprimatur-engine");
            daemon = new ProcessBuilder(dockerd(folder, host(), "--bridge=none", "--iptables=false"))
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            await().atMost(LIMIT)
                    .until(() -> Script.program(LIMIT, "docker", "--host", host(), "version")
                                    .exitCode()
                            == 0);
            // As they come, since an engine only remembers its last 256 events.
            pulls = new ProcessBuilder(
                            "docker",
                            "--host",
                            host(),
                            "events",
                            "--filter=type=image",
                            "--filter=event=pull",
                            "--format={{.Actor.ID}}")
                    .redirectOutput(folder.resolve("pulls").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The command of an engine that has all it needs in this folder, and nothing of the machine's own configuration.
     */
    static String[] dockerd(Path folder, String host, String... options) throws IOException {
        Path settings = Files.writeString(folder.resolve("daemon.json"), "{}");
        Stream<String> own = Stream.of(
                "dockerd",
                "--config-file",
                settings.toString(),
                "--data-root",
                folder.resolve("data").toString(),
                "--exec-root",
                folder.resolve("exec").toString(),
                "--pidfile",
                folder.resolve("docker.pid").toString(),
                "--host",
                host);
        return Stream.concat(own, Stream.of(options)).toArray(String[]::new);
    }

    /** Its address. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** What it has pulled until now. */
    List<String> pulled() {
        try {
            return Files.readAllLines(folder.resolve("pulls"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        pulls.destroy();
        daemon.destroy();
        daemon.onExit().join();
        Script.program(LIMIT, "rm", "-rf", folder.toString());
    }
}

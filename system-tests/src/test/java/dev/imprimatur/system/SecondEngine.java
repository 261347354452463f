package dev.imprimatur.system;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Another real Docker engine on this machine, with storage of its own and no network for containers. */
final class SecondEngine implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final Path folder;
    private final Process daemon;

    SecondEngine() {
        try {
            folder = Files.createTempDirectory("imprimatur-engine");
            Path settings = Files.writeString(folder.resolve("daemon.json"), "{}");
            daemon = new ProcessBuilder(
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
                            host(),
                            "--bridge=none",
                            "--iptables=false")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            await().atMost(LIMIT).until(() -> docker("version").exitCode() == 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its address. */
    String host() {
        return "unix://" + folder.resolve("docker.sock");
    }

    /** What the docker client says of it, a line each. */
    List<String> lines(String... command) {
        return docker(command).output().lines().toList();
    }

    private Script.Result docker(String... command) {
        String[] whole = new String[command.length + 3];
        whole[0] = "docker";
        whole[1] = "--host";
        whole[2] = host();
        System.arraycopy(command, 0, whole, 3, command.length);
        return Script.program(LIMIT, whole);
    }

    @Override
    public void close() {
        daemon.destroy();
        daemon.onExit().join();
        Script.program(LIMIT, "rm", "-rf", folder.toString());
    }
}

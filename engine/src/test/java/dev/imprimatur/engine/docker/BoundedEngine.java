package dev.imprimatur.engine.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real engine of its own whose BuildKit runs commands by runc of {@code deploy/engine}; they have no network. */
final class BoundedEngine implements AutoCloseable {
    private static final Path RUNC = Path.of(System.getProperty("imprimatur.root", ".."), "deploy", "engine", "runc")
            .toAbsolutePath()
            .normalize();

    private final OwnEngine engine = new OwnEngine();

    /** @param bounds as runc of {@code deploy/engine} takes them; null for an engine without it */
    BoundedEngine(String bounds) throws IOException {
        start(bounds);
        engine.loadBase();
    }

    private void start(String bounds) throws IOException {
        if (bounds == null) {
            engine.start(Map.of());
            return;
        }
        Path programs = Files.createTempDirectory(engine.folder(), "programs");
        Files.createSymbolicLink(programs.resolve("runc"), RUNC);
        engine.start(Map.of(
                "IMPRIMATUR_RUNC",
                real("runc"),
                "IMPRIMATUR_BOUNDS",
                bounds,
                "BUILDKIT_STEP_LOG_MAX_SIZE",
                "16777216",
                "BUILDKIT_STEP_LOG_MAX_SPEED",
                "16777216",
                "PATH",
                programs + ":" + System.getenv("PATH")));
    }

    /** Starts it again with these bounds. */
    void restart(String bounds) throws IOException {
        engine.stop();
        start(bounds);
    }

    /** Clears its build cache of all that is not in use. */
    void clearCache() {
        OwnEngine.run("docker --host " + host() + " builder prune --all --force");
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
        return engine.host();
    }

    @Override
    public void close() {
        engine.close();
    }
}

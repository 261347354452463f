package dev.imprimatur.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A clock of some processes that differs from the machine's, by libfaketime: the time that they read, and nothing else.
 */
public final class WrongClock {
    private static final Path LIBRARIES = Path.of("/usr/lib");

    private final Path file;

    /** It is ahead by so much, or behind, and can be set while they run. */
    public WrongClock(Duration ahead) {
        try {
            file = Files.createTempFile("clock", null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        set(ahead);
    }

    /** Whether a process can have one on this machine. */
    public static boolean isPossible() {
        return library().isPresent();
    }

    /** Debian's package faketime has it in the folder of the architecture. */
    private static Optional<Path> library() {
        try (Stream<Path> folders = Files.list(LIBRARIES)) {
            return folders.map(folder -> folder.resolve("faketime/libfaketime.so.1"))
                    .filter(Files::exists)
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a process is started with that is to have this clock. Pauses and time-outs stay as long as they are. */
    public Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD",
                library().orElseThrow().toString(),
                "FAKETIME_TIMESTAMP_FILE",
                file.toString(),
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Would end every wait of a JVM at once: it waits by the monotonic clock, which is the true one here.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0");
    }

    /** From the next second on it is ahead by so much. */
    public void set(Duration ahead) {
        try {
            Path next = Files.writeString(
                    file.resolveSibling(file.getFileName() + ".new"), "%+d".formatted(ahead.toSeconds()));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.imprimatur.localstack;

import dev.imprimatur.localstack.start.StartFailure;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Keeps a second local-stack out of a home. The lock is held until the process ends, however it ends.
 *
 * <p>A field holds the channel, because a channel without references is closed by the garbage collector, lock and all.
 */
final class HomeLock {

    private static FileChannel held;

    private HomeLock() {}

    static void take(Path home) throws IOException, StartFailure {
        Files.createDirectories(home);
        held = FileChannel.open(home.resolve("local-stack.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (held.tryLock() == null) {
            throw new StartFailure(
                    StartFailure.TAKEN,
                    "another local-stack runs in %s: stop it, or choose another folder with --home".formatted(home));
        }
    }
}

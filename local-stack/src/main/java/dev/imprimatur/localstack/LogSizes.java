package dev.imprimatur.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Keeps logs from filling the disk: one that grew too large is copied aside, over the copy before, and begins again. What writes
 * to it has it open for appending, so it goes on at the new end.
 */
final class LogSizes {
    private static final long MOST = 50L << 20;
    private static final Duration EVERY = Duration.ofSeconds(30);

    private LogSizes() {}

    /** Looks at the logs of these folders as long as the process lives. */
    static void keepSmall(List<Path> folders) {
        Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("log-sizes").factory())
                .scheduleWithFixedDelay(
                        () -> folders.forEach(folder -> cut(folder, MOST)),
                        EVERY.toSeconds(),
                        EVERY.toSeconds(),
                        TimeUnit.SECONDS);
    }

    /** Puts aside what is larger than that. */
    static void cut(Path folder, long most) {
        try (DirectoryStream<Path> logs = Files.newDirectoryStream(folder, "*.log")) {
            for (Path log : logs) {
                if (Files.size(log) > most) {
                    putAside(log);
                }
            }
        } catch (IOException e) {
            System.err.println("local-stack: logs in " + folder + " are not kept small: " + e);
        }
    }

    private static void putAside(Path log) throws IOException {
        Path aside = log.resolveSibling(log.getFileName() + ".1");
        try {
            Files.copy(log, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            // On a full disk there is room for one of them.
            Files.deleteIfExists(aside);
            throw e;
        }
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }
}

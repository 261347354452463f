package dev.imprimatur.localstack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Keeps logs from filling the disk: one that grew too large is copied aside, over the copy before, and begins again.
 * What writes to it has it open for appending, so it goes on at the new end. Lines that are written between copy and
 * cut are lost. A part that a release before has started, and that does not append, leaves its log as long as it was,
 * empty in front, until it starts again.
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
                keepSmall(log, most);
            }
        } catch (IOException | DirectoryIteratorException e) {
            System.err.println("local-stack: logs in " + folder + " are not kept small: " + e);
        }
    }

    private static void keepSmall(Path log, long most) {
        try {
            if (Files.size(log) > most) {
                putAside(log);
            }
        } catch (NoSuchFileException e) {
            // Its part was started again meanwhile, which moves it away.
        } catch (IOException | RuntimeException e) {
            System.err.println("local-stack: " + log + " is not kept small: " + e);
        }
    }

    private static void putAside(Path log) throws IOException {
        Object file = identity(log);
        try (FileChannel channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            copy(channel, log);
            // What was moved away meanwhile is put aside already, and another file is here.
            if (file.equals(identity(log))) {
                channel.truncate(0);
            }
        }
    }

    private static Object identity(Path log) throws IOException {
        return Files.readAttributes(log, BasicFileAttributes.class).fileKey();
    }

    private static void copy(FileChannel log, Path name) throws IOException {
        Path aside = name.resolveSibling(name.getFileName() + ".1");
        // If this is the log itself, moved there a moment ago, the channel still has it.
        Files.deleteIfExists(aside);
        try (FileChannel copy = FileChannel.open(aside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            try {
                transfer(log, copy);
            } catch (IOException e) {
                Files.deleteIfExists(aside);
                if (Files.getFileStore(name).getUsableSpace() + copy.size() > log.size()) {
                    throw e;
                }
                System.err.println(
                        "local-stack: what was in " + name + " is gone, since the disk has no room for a copy");
            }
        }
    }

    private static void transfer(FileChannel log, FileChannel copy) throws IOException {
        for (long done = 0; done < log.size(); ) {
            done += log.transferTo(done, log.size() - done, copy);
        }
    }
}

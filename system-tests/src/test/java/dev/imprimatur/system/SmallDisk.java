package dev.imprimatur.system;

import dev.imprimatur.system.Script.Result;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A small file system of its own, in memory, which can be full: what is written to it fails then for want of space, and
 * nothing else.
 */
public final class SmallDisk implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String FULL = "No space left on device";
    private static final int PIECE = 1 << 16;
    private static final int LEAST_PER_CENT = 10;

    private final Path folder;
    private final Path filler;
    private boolean mounted;

    /** An empty one at this folder. It goes with this process, if nothing closes it before. */
    public SmallDisk(Path folder, int mebibytes) {
        this.folder = folder;
        this.filler = folder.resolve("filler");
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Result mount =
                run("mount", "-t", "tmpfs", "-o", "mode=755,size=" + mebibytes + "m", "tmpfs", folder.toString());
        if (mount.exitCode() != 0) {
            throw new IllegalStateException(folder + " gets no disk of its own: " + mount.errors());
        }
        mounted = true;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
    }

    /** Whether this process may mount one: it is root, and nothing else forbids it. */
    public static boolean isPossible() {
        if (!"root".equals(System.getProperty("user.name"))) {
            return false;
        }
        try {
            Path folder = Files.createTempDirectory("disk");
            try (SmallDisk tried = new SmallDisk(folder, 1)) {
                return Files.isWritable(tried.folder);
            } catch (IllegalStateException e) {
                return false;
            } finally {
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves no room for a single byte. */
    public synchronized void fill() {
        try (OutputStream file = Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            byte[] piece = new byte[PIECE];
            while (true) {
                file.write(piece);
            }
        } catch (IOException e) {
            if (!String.valueOf(e.getMessage()).contains(FULL)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Has as much room again as before. */
    public synchronized void free() {
        try {
            Files.deleteIfExists(filler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Removes files of these names that nothing could be written to. */
    public void removeEmptyFiles(String... names) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(
                            each -> List.of(names).contains(each.getFileName().toString()))
                    .toList()) {
                if (Files.size(file) == 0) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws AssertionError if it is nearly full of what others wrote */
    public synchronized void requireRoom() {
        try {
            long own = Files.exists(filler) ? Files.size(filler) : 0;
            long room = Files.getFileStore(folder).getUsableSpace() + own;
            long whole = Files.getFileStore(folder).getTotalSpace();
            if (room * 100 < whole * LEAST_PER_CENT) {
                throw new AssertionError("the disk at " + folder + " is too small for what is written to it: of "
                        + (whole >> 20) + " MiB it has " + (room >> 20) + " left");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes it away with all that it has. Who still uses it keeps it until then. */
    @Override
    public synchronized void close() {
        if (!mounted) {
            return;
        }
        mounted = false;
        if (run("umount", folder.toString()).exitCode() != 0) {
            Result lazily = run("umount", "--lazy", folder.toString());
            if (lazily.exitCode() != 0) {
                throw new IllegalStateException(folder + " is still mounted: " + lazily.errors());
            }
        }
    }

    private static Result run(String... command) {
        return Script.program(LIMIT, command);
    }
}

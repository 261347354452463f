package dev.imprimatur.feeds;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Keeps answers as files of a folder. */
public final class FeedFolder implements FeedMemory {
    private static final int ABBREVIATED = 12;

    private final Path folder;

    /** In this folder, which is made when there is something to remember. */
    public FeedFolder(Path folder) {
        this.folder = folder;
    }

    /** In a folder of this one that belongs to the catalogue alone: families of two catalogues may have one name. */
    public static FeedFolder of(Path folder, Path catalog) {
        Path absolute = catalog.toAbsolutePath().normalize();
        return new FeedFolder(folder.resolve(absolute.getFileName() + "-" + hash(absolute.toString())));
    }

    @Override
    public Optional<String> recall(String family, String feed) {
        Path file = file(family, feed);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    @Override
    public boolean remember(String family, String feed, Optional<String> recalled, String answer) {
        Path file = file(family, feed);
        // A lock of a file is not one between the threads of this process.
        synchronized (FeedFolder.class) {
            try {
                Files.createDirectories(folder);
                try (FileChannel channel = FileChannel.open(
                                folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock lock = channel.lock()) {
                    return lock.isValid() && recall(family, feed).equals(recalled) && written(file, answer);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write " + file, e);
            }
        }
    }

    private boolean written(Path file, String answer) throws IOException {
        Path written = Files.createTempFile(folder, "answer", ".new");
        Files.writeString(written, answer);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private Path file(String family, String feed) {
        return folder.resolve(family.replaceAll("[^a-zA-Z0-9-]", "_") + "-" + hash(family + "\n" + feed) + ".json");
    }

    private static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex().substring(0, ABBREVIATED);
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}

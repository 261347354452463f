package dev.imprimatur.planner.catalog;

import dev.imprimatur.messaging.event.Archive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs a folder reproducibly: entries sorted, no times, no owners; of the mode only whether a file is executable. */
final class FolderArchive {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;

    private FolderArchive() {}

    /** An archive without files. */
    static Archive empty() throws IOException {
        return pack(null, List.of());
    }

    /**
     * The folder's files.
     *
     * @throws IllegalArgumentException if they are too many bytes, or a link is among them
     */
    static Archive of(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return pack(
                    folder,
                    files.filter(file -> !Files.isDirectory(file))
                            .map(file -> plain(folder, file))
                            .sorted((a, b) -> name(folder, a).compareTo(name(folder, b)))
                            .toList());
        }
    }

    /** A link could lead to any file of the machine that packs. */
    private static Path plain(Path folder, Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(
                    name(folder, file) + " is a link or no file at all; put the file itself there");
        }
        return file;
    }

    private static Archive pack(Path folder, List<Path> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, 512, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            for (Path file : files) {
                TarArchiveEntry entry = new TarArchiveEntry(name(folder, file));
                entry.setSize(Files.size(file));
                entry.setMode(Files.isExecutable(file) ? EXECUTABLE : PLAIN);
                entry.setModTime(0L);
                entry.setIds(0, 0);
                tar.putArchiveEntry(entry);
                Files.copy(file, tar);
                tar.closeArchiveEntry();
            }
        }
        return Archive.of(bytes.toByteArray());
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}

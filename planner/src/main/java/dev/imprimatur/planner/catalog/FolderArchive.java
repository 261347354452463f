package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.Archive;
import dev.imprimatur.oci.Digest;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Packs a folder reproducibly: entries sorted, no times, no owners; of the mode only whether a file is executable. */
public final class FolderArchive {
    private static final int EXECUTABLE = 0755;
    private static final int PLAIN = 0644;
    private static final int BLOCK = 512;
    private static final int PIECE = 64 * 1024;
    /** Two blocks of zeros end a tar. */
    private static final int END = 2 * BLOCK;
    /** Stands for what is no character in the encoding of file names. */
    private static final char REPLACED = '\uFFFD';

    private FolderArchive() {}

    /** An archive without files. */
    static Archive empty() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        pack(null, List.of(), bytes);
        return Archive.of(bytes.toByteArray());
    }

    /**
     * The folder's files; a larger archive in constant memory, without its bytes.
     *
     * @param largest how many bytes it may have
     * @throws IllegalArgumentException if they are too many bytes, or a link is among them
     */
    static Archive of(Path folder, long largest) throws IOException {
        List<Path> files = files(folder);
        long atLeast = END;
        for (Path file : files) {
            atLeast += Files.size(file) + BLOCK;
        }
        if (atLeast > largest) {
            throw new IllegalArgumentException("it has " + mib(atLeast) + " of files, up to " + mib(largest)
                    + " are allowed (imprimatur.renderer.largest-context, --largest-context); leave files out, or let"
                    + " the Dockerfile fetch them");
        }
        if (atLeast <= Archive.LIMIT) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            pack(folder, files, bytes);
            if (bytes.size() <= Archive.LIMIT) {
                return Archive.of(bytes.toByteArray());
            }
        }
        Counted counted = new Counted();
        Digest digest = write(folder, files, counted);
        return Archive.larger(digest, counted.size);
    }

    /**
     * Writes the folder's files as the archive that the plan names, in constant memory.
     *
     * @return the digest of what was written
     * @throws IllegalArgumentException if a link is among them
     */
    public static Digest write(Path folder, OutputStream to) throws IOException {
        return write(folder, files(folder), to);
    }

    private static Digest write(Path folder, List<Path> files, OutputStream to) throws IOException {
        MessageDigest hash = Digest.sha256();
        pack(folder, files, new BufferedOutputStream(new DigestOutputStream(to, hash), PIECE));
        return Digest.of(hash);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> !Files.isDirectory(file))
                    .map(file -> plain(folder, file))
                    .sorted((a, b) -> name(folder, a).compareTo(name(folder, b)))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** A link could lead to any file of the machine that packs. */
    private static Path plain(Path folder, Path file) {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IllegalArgumentException(
                    name(folder, file) + " is a link or no file at all; put the file itself there");
        }
        if (name(folder, file).indexOf(REPLACED) >= 0) {
            throw new IllegalArgumentException(
                    name(folder, file) + " has a name that is not read as UTF-8 text; rename it, or run this with a"
                            + " locale such as LANG=C.UTF-8");
        }
        return file;
    }

    private static void pack(Path folder, List<Path> files, OutputStream to) throws IOException {
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(to, BLOCK, "UTF-8")) {
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
    }

    private static String mib(long bytes) {
        return (bytes + 1024 * 1024 - 1) / (1024 * 1024) + " MiB";
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString();
    }

    /** Only counts. */
    private static final class Counted extends OutputStream {
        private long size;

        @Override
        public void write(int one) {
            size++;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            size += length;
        }
    }
}

package dev.imprimatur.planner.revision;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** A hash of a folder's files: names, content, and whether each is executable. */
final class FolderHash {
    private FolderHash() {}

    static Digest of(Path folder) throws IOException {
        MessageDigest hash = Digest.sha256();
        for (Path file : files(folder)) {
            hash.update("%s\0%s\0%d\0"
                    .formatted(name(folder, file), Files.isExecutable(file) ? "x" : "-", Files.size(file))
                    .getBytes(StandardCharsets.UTF_8));
            Files.copy(file, new DigestOutputStream(OutputStream.nullOutputStream(), hash));
        }
        return Digest.of(hash);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted((a, b) -> name(folder, a).compareTo(name(folder, b)))
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString();
    }
}

package dev.imprimatur.planner.revision;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Stream;

/** A hash of a folder's files: names, content, and whether each is executable. */
final class FolderHash {
    private FolderHash() {}

    static Digest of(Path folder) throws IOException {
        MessageDigest hash = Digest.sha256();
        for (Path file : files(folder)) {
            byte[] content = Files.readAllBytes(file);
            hash.update("%s\0%s\0%d\0"
                    .formatted(name(folder, file), Files.isExecutable(file) ? "x" : "-", content.length)
                    .getBytes(StandardCharsets.UTF_8));
            hash.update(content);
        }
        return Digest.of(hash);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted((a, b) -> name(folder, a).compareTo(name(folder, b)))
                    .toList();
        }
    }

    private static String name(Path folder, Path file) {
        return folder.relativize(file).toString().replace('\\', '/');
    }
}

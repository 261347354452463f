package dev.imprimatur.kafkaaccess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that only its owner may read, at no moment anyone else, and that is whole or as it was. */
final class SecretFile {

    private SecretFile() {}

    static void write(Path file, String content) throws IOException {
        if (Files.exists(file) && Files.readString(file).equals(content)) {
            return;
        }
        Files.createDirectories(file.getParent());
        // Made with rw-------.
        Path unfinished = Files.createTempFile(file.getParent(), ".unfinished", "");
        Files.writeString(unfinished, content);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

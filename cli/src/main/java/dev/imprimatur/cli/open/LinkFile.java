package dev.imprimatur.cli.open;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A page on disk that its owner alone may read and that leads to a link. The next one takes its place.
 *
 * @param file where it is
 */
record LinkFile(Path file) {

    /** The one of the user with this home. */
    static LinkFile in(Path home) {
        return new LinkFile(home.resolve(".cache/imprimatur/open.html"));
    }

    /** Writes it. */
    Path leadTo(URI link) throws IOException {
        Path folder = Files.createDirectories(file.getParent());
        Path written = Files.createTempFile(
                folder,
                "open",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                written,
                "<!doctype html><meta charset=\"utf-8\"><title>Imprimatur</title>"
                        + "<meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"refresh\" content=\"0;url="
                        + escaped(link.toString()) + "\">\n");
        return Files.move(written, file, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}

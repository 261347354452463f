package dev.imprimatur.tester.suite;

import dev.imprimatur.messaging.event.ImageTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Finds a test's Dockerfile in its archive. */
final class TestFiles {
    private static final String DOCKERFILE = "Dockerfile";

    private TestFiles() {}

    /**
     * The text of the test's Dockerfile.
     *
     * @throws BadTestException if the archive is no tar, or holds none
     */
    static String dockerfile(ImageTest test) throws BadTestException {
        String text = null;
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new ByteArrayInputStream(test.files().tar()))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                byte[] content = tar.readAllBytes();
                if (entry.isFile() && entry.getName().replaceFirst("^\\./", "").equals(DOCKERFILE)) {
                    text = new String(content, StandardCharsets.UTF_8);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BadTestException("test '" + test.name() + "': its archive is not a tar: " + e.getMessage());
        }
        if (text == null) {
            throw new BadTestException("test '" + test.name() + "' has no Dockerfile; expected a file named "
                    + DOCKERFILE + " at the top of the test's folder");
        }
        return text;
    }
}

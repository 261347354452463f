package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.events.TestInstructions;
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
     * @throws BadTestException if the archive is no tar, or holds none, or one that runs nothing and so tests nothing
     */
    static String dockerfile(String test, ContextTar files) throws BadTestException {
        String dockerfile = text(test, files);
        if (!TestInstructions.runAnything(dockerfile)) {
            throw new BadTestException(
                    "test '" + test + "': its Dockerfile has no RUN with a command, so it tests nothing;"
                            + " add the command that has to succeed on the image");
        }
        return dockerfile;
    }

    private static String text(String test, ContextTar files) throws BadTestException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(files.open())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                if (entry.isFile() && entry.getName().replaceFirst("^\\./", "").equals(DOCKERFILE)) {
                    return new String(tar.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BadTestException("test '" + test + "': its archive is not a tar: " + e.getMessage());
        }
        throw new BadTestException("test '" + test + "' has no Dockerfile; expected a file named " + DOCKERFILE
                + " at the top of the test's folder");
    }
}

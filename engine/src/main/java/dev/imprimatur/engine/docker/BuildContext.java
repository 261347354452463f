package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.OwnDisk;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * The tar that an engine is sent: the order's context with the Dockerfile and the added files in it. It is put together
 * in a temporary file, since a context may be large, which has no name any more when it is read and so is gone after a
 * crash.
 */
final class BuildContext {
    /** Where the Dockerfile lies in the tar. */
    static final String DOCKERFILE = "Dockerfile";

    private BuildContext() {}

    /** @throws EngineException if the order's context is no tar */
    static InputStream tar(BuildOrder order) {
        return tar(order, order.dockerfile());
    }

    /** The same with another Dockerfile. */
    static InputStream tar(BuildOrder order, String dockerfile) {
        try {
            Path file = Files.createTempFile("imprimatur-context", ".tar");
            try {
                try (OutputStream to = new BufferedOutputStream(Files.newOutputStream(file))) {
                    write(order, dockerfile, to);
                }
                return Files.newInputStream(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw OwnDisk.failure("the build context cannot be put together in java.io.tmpdir", e);
        }
    }

    private static void write(BuildOrder order, String dockerfile, OutputStream to) throws IOException {
        Map<String, byte[]> added = new TreeMap<>(order.addedFiles());
        added.put(DOCKERFILE, dockerfile.getBytes(StandardCharsets.UTF_8));
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(to, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            copy(order, added, tar);
            for (Map.Entry<String, byte[]> file : added.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        }
    }

    private static void copy(BuildOrder order, Map<String, byte[]> except, TarArchiveOutputStream tar)
            throws IOException {
        try (TarArchiveInputStream given =
                new TarArchiveInputStream(order.context().open(), "UTF-8")) {
            for (TarArchiveEntry entry = next(given); entry != null; entry = next(given)) {
                if (!except.containsKey(entry.getName().replaceFirst("^\\./", ""))) {
                    tar.putArchiveEntry(entry);
                    given.transferTo(tar);
                    tar.closeArchiveEntry();
                }
            }
        }
    }

    private static TarArchiveEntry next(TarArchiveInputStream given) {
        try {
            return given.getNextEntry();
        } catch (IOException | IllegalArgumentException e) {
            throw new EngineException(
                    new Failure.Permanent(
                            Kind.CONTEXT_INVALID, "the build context is not a tar: " + e.getMessage(), null),
                    e);
        }
    }
}

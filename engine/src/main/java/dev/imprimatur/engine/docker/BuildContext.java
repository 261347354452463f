package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** The tar that an engine is sent: the order's context with the Dockerfile and the added files in it. */
final class BuildContext {
    /** Where the Dockerfile lies in the tar. */
    static final String DOCKERFILE = "Dockerfile";

    private BuildContext() {}

    /** @throws EngineException if the order's context is no tar */
    static InputStream tar(BuildOrder order) {
        Map<String, byte[]> added = new TreeMap<>(order.addedFiles());
        added.put(DOCKERFILE, order.dockerfile().getBytes(StandardCharsets.UTF_8));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveInputStream given =
                        new TarArchiveInputStream(new ByteArrayInputStream(order.contextTar()), "UTF-8");
                TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (TarArchiveEntry entry = given.getNextEntry(); entry != null; entry = given.getNextEntry()) {
                if (!added.containsKey(entry.getName().replaceFirst("^\\./", ""))) {
                    tar.putArchiveEntry(entry);
                    given.transferTo(tar);
                    tar.closeArchiveEntry();
                }
            }
            for (Map.Entry<String, byte[]> file : added.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new EngineException(
                    new Failure.Permanent(
                            Kind.CONTEXT_INVALID, "the build context is not a tar: " + e.getMessage(), null),
                    e);
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }
}

package dev.imprimatur.tester.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** A layer's tar, each of whose entries is newer than any before. */
final class LayerTar {
    private static final AtomicLong TIME = new AtomicLong();

    private final TarArchiveOutputStream tar;

    private LayerTar(TarArchiveOutputStream tar) {
        this.tar = tar;
    }

    /** A tar of these entries. */
    static byte[] of(Consumer<LayerTar> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            entries.accept(new LayerTar(tar));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    LayerTar folder(String path) {
        return put(new TarArchiveEntry(path), "");
    }

    LayerTar file(String path, String content) {
        return file(path, content, entry -> {});
    }

    LayerTar file(String path, String content, Consumer<TarArchiveEntry> change) {
        TarArchiveEntry entry = new TarArchiveEntry(path);
        entry.setSize(content.length());
        change.accept(entry);
        return put(entry, content);
    }

    /** A named pipe, or a device whose numbers are 1 and 3. */
    LayerTar special(String path, byte kind) {
        TarArchiveEntry entry = new TarArchiveEntry(path, kind);
        if (kind != TarConstants.LF_FIFO) {
            entry.setDevMajor(1);
            entry.setDevMinor(3);
        }
        return put(entry, "");
    }

    LayerTar link(String path, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_LINK);
        entry.setLinkName(target);
        return put(entry, "");
    }

    LayerTar symlink(String path, String target) {
        TarArchiveEntry entry = new TarArchiveEntry(path, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        return put(entry, "");
    }

    private LayerTar put(TarArchiveEntry entry, String content) {
        try {
            entry.setModTime(1000 * TIME.incrementAndGet());
            tar.putArchiveEntry(entry);
            tar.write(content.getBytes(StandardCharsets.UTF_8));
            tar.closeArchiveEntry();
            return this;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

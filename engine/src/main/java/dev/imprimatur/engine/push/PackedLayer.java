package dev.imprimatur.engine.push;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.MediaType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A layer as a file that is ready to be sent; closing it deletes the file.
 *
 * @param content the digest of what was read: the uncompressed tar, or the compressed one of an engine that keeps it
 * @param size how much was read, in bytes
 * @param blob what the file holds
 * @param file the file
 */
record PackedLayer(Digest content, long size, Descriptor blob, Path file) implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;

    /** Reads a layer to its end, in constant memory, and compresses it unless it is. */
    static PackedLayer of(InputStream layer, Gzip gzip, Path folder) throws IOException {
        Path file = Files.createTempFile(folder, "layer-", ".gz");
        try {
            return packed(layer, gzip, file);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static PackedLayer packed(InputStream layer, Gzip gzip, Path file) throws IOException {
        byte[] buffer = new byte[BUFFER];
        int read = layer.readNBytes(buffer, 0, BUFFER);
        String compressed = compression(buffer, read);
        MessageDigest content = Digest.sha256();
        MessageDigest blob = Digest.sha256();
        long size = 0;
        OutputStream target =
                new DigestOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER), blob);
        try (OutputStream out = compressed == null ? gzip.into(target) : target) {
            for (; read > 0; read = layer.readNBytes(buffer, 0, BUFFER)) {
                content.update(buffer, 0, read);
                out.write(buffer, 0, read);
                size += read;
            }
        }
        String mediaType = compressed == null ? MediaType.OCI_LAYER_GZIP : compressed;
        return new PackedLayer(
                Digest.of(content), size, new Descriptor(Digest.of(blob), mediaType, Files.size(file)), file);
    }

    /** The media type of a layer that begins with the magic number of a compression, or null. */
    private static String compression(byte[] start, int length) {
        String magic = HexFormat.of().formatHex(start, 0, Math.min(4, length));
        if (magic.startsWith("1f8b")) {
            return MediaType.OCI_LAYER_GZIP;
        }
        return magic.equals("28b52ffd") ? MediaType.OCI_LAYER_ZSTD : null;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }
}

package dev.imprimatur.engine.push;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Reads what {@code docker save} gives, once and from the front. Engines up to 24 write {@code <id>/layer.tar} and
 * {@code <config>.json}, later ones everything as {@code blobs/sha256/<digest>}, and those with the containerd store
 * layers that are compressed already. All name configuration and layers in {@code manifest.json}, at the end.
 */
final class ImageArchive {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LARGEST_DOCUMENT = 8 << 20;
    private static final int TAR_BLOCK = 512;
    private static final int TAR_MAGIC = 257;

    private final Map<String, byte[]> documents = new HashMap<>();
    private final Map<String, String> links = new HashMap<>();

    /** Takes a layer; what it leaves unread is skipped. */
    interface LayerReader {
        void read(String path, InputStream layer) throws IOException;
    }

    /**
     * An image's parts.
     *
     * @param config its configuration, byte for byte
     * @param contents the digests of its layers' uncompressed contents, the lowest first
     * @param paths where those layers stood in the archive
     */
    record Parts(byte[] config, List<Digest> contents, List<String> paths) {}

    /**
     * Reads the archive to its end.
     *
     * @throws IOException if it breaks off, or is no archive of one image
     */
    Parts read(InputStream archive, LayerReader layers) throws IOException {
        TarArchiveInputStream tar = new TarArchiveInputStream(archive);
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String path = entry.getName();
            if (entry.isSymbolicLink()) {
                Path target = Path.of(path).resolveSibling(entry.getLinkName()).normalize();
                links.put(path, target.toString());
            } else if (entry.isFile()) {
                read(path, entry.getSize(), tar, layers);
            }
        }
        return parts();
    }

    private void read(String path, long size, InputStream entry, LayerReader layers) throws IOException {
        boolean blob = path.startsWith("blobs/");
        if (path.endsWith("/layer.tar")) {
            layers.read(path, entry);
        } else if (blob || path.endsWith(".json")) {
            byte[] start = entry.readNBytes(TAR_BLOCK);
            PushbackInputStream whole = new PushbackInputStream(entry, TAR_BLOCK);
            whole.unread(start);
            if (isDocument(start) && size <= LARGEST_DOCUMENT) {
                documents.put(path, whole.readAllBytes());
            } else if (blob) {
                layers.read(path, whole);
            }
        }
    }

    /** JSON, and not a tar whose first file has a strange name. */
    private static boolean isDocument(byte[] start) {
        boolean tar =
                start.length == TAR_BLOCK && new String(start, TAR_MAGIC, 5, StandardCharsets.US_ASCII).equals("ustar");
        return !tar && start.length > 0 && (start[0] == '{' || start[0] == '[');
    }

    private Parts parts() throws IOException {
        JsonNode images = JSON.readTree(document("manifest.json"));
        if (images.size() != 1) {
            throw new IOException("the engine's archive has " + images.size() + " images, expected 1");
        }
        String path = images.get(0).path("Config").asText();
        byte[] config = document(path);
        if (!path.contains(Digest.of(config).hex())) {
            throw new IOException("the engine's archive has another configuration than it says: " + path);
        }
        List<Digest> contents = texts(JSON.readTree(config).path("rootfs").path("diff_ids")).stream()
                .map(Digest::new)
                .toList();
        List<String> paths = texts(images.get(0).path("Layers")).stream()
                .map(layer -> links.getOrDefault(layer, layer))
                .toList();
        if (contents.size() != paths.size()) {
            throw new IOException("the engine's archive has " + paths.size() + " layers, the image's configuration "
                    + contents.size());
        }
        return new Parts(config, contents, paths);
    }

    private byte[] document(String path) throws IOException {
        byte[] document = documents.get(path);
        if (document == null) {
            throw new IOException("the engine's archive broke off: there is no " + path + " in it");
        }
        return document;
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}

package dev.imprimatur.simulation;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Digest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An image with one small layer that no other has. */
final class SimulatedImage {
    static final ObjectMapper JSON = new ObjectMapper();

    final byte[] layer;
    final byte[] configuration;
    final Digest id;
    final Map<String, String> labels;
    /** {@code registry/repository:tag} */
    final Set<String> tags = ConcurrentHashMap.newKeySet();
    /** {@code registry/repository@digest} */
    final Set<String> repoDigests = ConcurrentHashMap.newKeySet();

    private final Digest layerDigest;

    SimulatedImage(String content, Map<String, String> labels) {
        this.labels = labels;
        this.layer = tar(Map.of("simulated", content.getBytes(StandardCharsets.UTF_8)));
        this.layerDigest = Digest.of(layer);
        this.configuration = json(Map.of(
                "architecture",
                "amd64",
                "os",
                "linux",
                "config",
                Map.of("Labels", labels, "Cmd", List.of("true")),
                "rootfs",
                Map.of("type", "layers", "diff_ids", List.of(layerDigest.value()))));
        this.id = Digest.of(configuration);
    }

    private static byte[] tar(Map<String, byte[]> files) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
                entry.setSize(file.getValue().length);
                entry.setModTime(0);
                tar.putArchiveEntry(entry);
                tar.write(file.getValue());
                tar.closeArchiveEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What {@code docker save} gives. */
    byte[] archive() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        String configurationFile = id.hex() + ".json";
        String layerFile = layerDigest.hex() + "/layer.tar";
        files.put(configurationFile, configuration);
        files.put(layerFile, layer);
        files.put("manifest.json", json(List.of(Map.of("Config", configurationFile, "Layers", List.of(layerFile)))));
        return tar(files);
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the engine says of it in a list. */
    Map<String, Object> listing() {
        return Map.of(
                "Id",
                id.value(),
                "RepoTags",
                new ArrayList<>(tags),
                "RepoDigests",
                new ArrayList<>(repoDigests),
                "Labels",
                labels,
                "Size",
                layer.length);
    }

    /** What the engine says of it. */
    Map<String, Object> inspection() {
        return Map.of(
                "Id",
                id.value(),
                "RepoTags",
                new ArrayList<>(tags),
                "RepoDigests",
                new ArrayList<>(repoDigests),
                "Config",
                Map.of("Labels", labels, "Cmd", List.of("true")),
                "RootFS",
                Map.of("Type", "layers", "Layers", List.of(layerDigest.value())),
                "Os",
                "linux",
                "Architecture",
                "amd64",
                "Size",
                layer.length);
    }
}

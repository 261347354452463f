package dev.imprimatur.simulation;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPOutputStream;

/** The images that the engine has, and their way to and from registries. */
final class Images {
    private static final String CONFIGURATION = "application/vnd.docker.container.image.v1+json";
    private static final String LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip";

    private final Map<Digest, SimulatedImage> byId = new ConcurrentHashMap<>();
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());

    SimulatedImage add(SimulatedImage image) {
        return byId.computeIfAbsent(image.id, id -> image);
    }

    /** The image with this id, whole or abbreviated, or with this name. */
    Optional<SimulatedImage> find(String name) {
        return byId.values().stream()
                .filter(image -> image.id.value().equals(name)
                        || image.id.hex().startsWith(name)
                        || image.tags.contains(name)
                        || image.repoDigests.contains(name))
                .findFirst();
    }

    /** Takes a name away, and the image too if that was its last one; an id takes the image away. */
    void remove(String name) {
        find(name).ifPresent(image -> {
            image.tags.remove(name);
            image.repoDigests.remove(name);
            if (image.id.value().equals(name) || image.tags.isEmpty()) {
                byId.remove(image.id);
            }
        });
    }

    /** Sends the image with this tag to the tag's registry. */
    Digest push(SimulatedImage image, ImageReference tag) throws IOException {
        RepositoryReference repository = RepositoryReference.of(tag);
        byte[] layer = gzip(image.layer);
        registries.putBlob(repository, image.configuration);
        registries.putBlob(repository, layer);
        Manifest manifest = Manifest.of(
                MediaType.DOCKER_MANIFEST,
                SimulatedImage.json(Map.of(
                        "schemaVersion",
                        2,
                        "mediaType",
                        MediaType.DOCKER_MANIFEST,
                        "config",
                        descriptor(CONFIGURATION, image.configuration),
                        "layers",
                        List.of(descriptor(LAYER, layer)))));
        registries.putManifest(tag, manifest);
        image.repoDigests.add(tag.registry() + "/" + tag.repository() + "@" + manifest.digest());
        return manifest.digest();
    }

    /** Gets an image by digest: one of its own is known again by its configuration, any other is made up. */
    void pull(ImageReference reference) {
        Digest configuration = registries.manifest(reference).blobs().getFirst().digest();
        SimulatedImage image = byId.get(configuration);
        if (image == null) {
            image = add(new SimulatedImage(reference.toString(), Map.of()));
        }
        image.repoDigests.add(reference.toString());
    }

    private static Map<String, Object> descriptor(String mediaType, byte[] content) {
        return Map.of(
                "mediaType",
                mediaType,
                "size",
                content.length,
                "digest",
                Digest.of(content).value());
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(content);
        }
        return bytes.toByteArray();
    }
}

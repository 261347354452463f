package dev.imprimatur.simulation;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The images that the engine has, and their way from registries. */
final class Images {
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

    /** What the engine says of those that the filter takes. */
    List<Map<String, Object>> listed(ImageFilter filter) {
        return byId.values().stream()
                .filter(filter::takes)
                .map(SimulatedImage::listing)
                .toList();
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

    /** Gets an image by digest: one of its own is known again by its configuration, any other is made up. */
    void pull(ImageReference reference) {
        Digest configuration = registries.manifest(reference).blobs().getFirst().digest();
        SimulatedImage image = byId.get(configuration);
        if (image == null) {
            image = add(new SimulatedImage(reference.toString(), Map.of()));
        }
        image.repoDigests.add(reference.toString());
    }
}

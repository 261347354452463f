package dev.imprimatur.simulation;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The images that the engine has, and their way from registries. */
final class Images {
    /** As many digits of an id as a build's output has. */
    static final int ABBREVIATED = 12;

    private final Map<Digest, SimulatedImage> byId = new ConcurrentHashMap<>();
    private final Map<String, SimulatedImage> byName = new ConcurrentHashMap<>();
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());

    SimulatedImage add(SimulatedImage image) {
        SimulatedImage known = byId.computeIfAbsent(image.id, id -> image);
        ids(known).forEach(id -> byName.put(id, known));
        return known;
    }

    private static Stream<String> ids(SimulatedImage image) {
        return Stream.of(image.id.value(), image.id.hex(), image.id.hex().substring(0, ABBREVIATED));
    }

    /** The image with this id, whole or abbreviated, or with this name. */
    Optional<SimulatedImage> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Gives the image a tag, which another one may have had. */
    void tag(SimulatedImage image, String tag) {
        image.tags.add(tag);
        SimulatedImage former = byName.put(tag, image);
        if (former != null && former != image) {
            former.tags.remove(tag);
        }
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
            if (image.tags.remove(name) | image.repoDigests.remove(name)) {
                byName.remove(name, image);
            }
            if (image.id.value().equals(name) || image.tags.isEmpty()) {
                byId.remove(image.id);
                Stream.of(ids(image), image.tags.stream(), image.repoDigests.stream())
                        .flatMap(each -> each)
                        .forEach(each -> byName.remove(each, image));
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
        byName.put(reference.toString(), image);
    }
}

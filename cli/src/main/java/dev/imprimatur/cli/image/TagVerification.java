package dev.imprimatur.cli.image;

import dev.imprimatur.cli.console.Image;
import dev.imprimatur.cli.registry.Placed;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Reads tags straight from their registry, whatever the console says of them. */
final class TagVerification {
    private static final int THREADS = 8;

    private final RegistryClient registry = new RegistryClient(RegistryClientSettings.defaults());

    /** Each image's tags, as the registry has them. */
    Map<Image, List<TagCheck>> check(List<Image> images) {
        Map<Image, List<Future<TagCheck>>> running = new LinkedHashMap<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            images.forEach(image -> running.put(
                    image,
                    image.tags().stream()
                            .map(tag -> threads.submit(() -> check(tag, image.digest())))
                            .toList()));
        }
        Map<Image, List<TagCheck>> checks = new LinkedHashMap<>();
        running.forEach((image, tags) ->
                checks.put(image, tags.stream().map(Future::resultNow).toList()));
        return checks;
    }

    private TagCheck check(String tag, String expected) {
        try {
            String found = registry.head(Placed.of(ImageReference.parse(tag)))
                    .map(descriptor -> descriptor.digest().value())
                    .orElse(null);
            return new TagCheck(tag, expected, found, null);
        } catch (RegistryException | IllegalArgumentException e) {
            return new TagCheck(tag, expected, null, e.getMessage());
        }
    }
}

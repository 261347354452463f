package dev.imprimatur.renderer.render;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.renderer.RendererConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;

/** Images from outside, as they are mirrored. */
@ApplicationScoped
public class Upstreams {
    @Inject
    RendererConfig config;

    @Inject
    RegistryClient registry;

    /**
     * The image by the digest that it has now, if it is mirrored.
     *
     * @param upstream repository and tag, {@code debian:bookworm}
     * @throws dev.imprimatur.oci.registry.RegistryException if the registry does not answer or refuses
     */
    public Optional<ImageReference> find(String upstream) {
        ImageReference tag = mirror(upstream);
        return registry.head(tag).map(found -> ImageReference.of(tag.registry(), tag.repository(), found.digest()));
    }

    /** The staging registry, where they lie. */
    public Registry registry() {
        String place = config.upstream();
        return Registry.parse(place.substring(0, place.lastIndexOf('/')));
    }

    /** Where the image is to lie. */
    ImageReference mirror(String upstream) {
        String place = config.upstream();
        int slash = place.lastIndexOf('/');
        Tag tag = Tag.parse(upstream);
        return tag.repository()
                .in(new Repository(place.substring(slash + 1)))
                .tag(tag.name())
                .in(registry());
    }
}

package dev.imprimatur.publisher.drift;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.tag.HeldTag;

/**
 * What a tag is to name in a registry.
 *
 * @param tag the tag there
 * @param digest what it was published as
 * @param image the image of the catalogue that it is
 */
record Expected(ImageReference tag, Digest digest, ImageKey image) {

    /** A published tag in this registry: production, or a mirror that was seen to have it. */
    static Expected in(Registry registry, HeldTag published) {
        ImageReference reference = ImageReference.parse(published.reference);
        return new Expected(
                reference.repository().tag(reference.tag()).in(registry), published.digest, published.image);
    }

    /** Its full reference. */
    String reference() {
        return tag.toString();
    }
}

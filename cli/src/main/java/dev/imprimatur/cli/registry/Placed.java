package dev.imprimatur.cli.registry;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;

/**
 * Places references in the registry that is meant: they do not say whether it speaks plain HTTP; IMPRIMATUR_REGISTRY
 * may.
 */
public final class Placed {
    private Placed() {}

    /** The same reference, with what is known of its registry. */
    public static ImageReference of(ImageReference reference) {
        String given = System.getenv("IMPRIMATUR_REGISTRY");
        Registry known = given == null || given.isBlank() ? reference.registry() : Registry.parse(given);
        return known.host().equals(reference.registry().host())
                ? new ImageReference(known, reference.repository(), reference.tag(), reference.digest())
                : reference;
    }
}

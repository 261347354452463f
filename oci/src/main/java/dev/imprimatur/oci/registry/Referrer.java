package dev.imprimatur.oci.registry;

import java.util.Map;

/**
 * An artifact that refers to a manifest, as the OCI distribution specification's lists of referrers describe it.
 *
 * @param descriptor the artifact's manifest
 * @param artifactType what kind of artifact it is, a media type; empty if the list does not say
 * @param annotations those of the artifact's manifest, as far as the list has them
 */
public record Referrer(Descriptor descriptor, String artifactType, Map<String, String> annotations) {

    /** Keeps a copy of the annotations. */
    public Referrer {
        annotations = Map.copyOf(annotations);
    }
}

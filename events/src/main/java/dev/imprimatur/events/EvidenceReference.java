package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;

/**
 * A signed statement about a staged image. It lies in the image's repository in staging, as an OCI artifact.
 *
 * @param predicateType what is said of the image, a URI
 * @param artifact the artifact's manifest
 */
public record EvidenceReference(String predicateType, Digest artifact) {

    /** @throws IllegalArgumentException if a field is missing */
    public EvidenceReference {
        if (predicateType == null || artifact == null) {
            throw new IllegalArgumentException("evidence needs predicateType and artifact");
        }
    }
}

package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;

/**
 * What a stage printed, as an OCI artifact in the image's repository in staging. Its digest is signed by what names it.
 *
 * @param stage {@code build} or {@code test}
 * @param artifact the artifact's manifest
 */
public record StagedLog(String stage, Digest artifact) {

    /** @throws IllegalArgumentException if a field is missing */
    public StagedLog {
        if (stage == null || artifact == null) {
            throw new IllegalArgumentException("a staged log needs stage and artifact");
        }
    }
}

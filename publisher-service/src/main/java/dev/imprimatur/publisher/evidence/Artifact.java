package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import java.time.Instant;
import java.util.Map;

/**
 * A signed statement as an OCI artifact, with the annotations of the cosign bundle specification.
 *
 * @param predicateType what is said of the image, a URI
 * @param manifest the artifact's manifest
 * @param content the bundle
 */
public record Artifact(String predicateType, Manifest manifest, byte[] content) {

    /** The statement in the bundle, made at that time, about this image. */
    static Artifact of(Bundle bundle, String predicateType, Instant created, Manifest image) {
        byte[] content = bundle.json();
        Manifest manifest = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image.descriptor(),
                Map.of(
                        "dev.sigstore.bundle.content",
                        "dsse-envelope",
                        "dev.sigstore.bundle.predicateType",
                        predicateType,
                        "org.opencontainers.image.created",
                        created.toString()));
        return new Artifact(predicateType, manifest, content);
    }

    /** The digest of its manifest. */
    public Digest digest() {
        return manifest.digest();
    }
}

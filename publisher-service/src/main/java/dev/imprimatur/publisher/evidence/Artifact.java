package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;

/**
 * A signed statement as an OCI artifact, with the annotations of the cosign bundle specification.
 *
 * @param predicateType what is said of the image, a URI
 * @param manifest the artifact's manifest
 * @param content the bundle
 */
public record Artifact(String predicateType, Manifest manifest, byte[] content) {

    /** The verdict, about this image. The same verdict always gives the same artifact. */
    static Artifact verdict(TestCompleted tested, Manifest image) {
        byte[] content = new Bundle(Envelope.parse(EventJson.MAPPER.valueToTree(tested.envelope()))).json();
        Manifest manifest = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image.descriptor(),
                Bundle.annotations(TestResult.TYPE, tested.occurredAt()));
        return new Artifact(TestResult.TYPE, manifest, content);
    }

    /** The digest of its manifest. */
    public Digest digest() {
        return manifest.digest();
    }
}

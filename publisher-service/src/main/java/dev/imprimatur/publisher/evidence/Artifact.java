package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import java.util.Map;

/**
 * A signed statement, with the annotations of the cosign bundle specification, or a log, as an OCI artifact.
 *
 * @param kind what is said of the image, a URI; of a log {@code build log} or {@code test log}
 * @param manifest the artifact's manifest
 * @param content its blob
 */
public record Artifact(String kind, Manifest manifest, byte[] content) {

    /** The verdict, about this image. The same verdict always gives the same artifact. */
    static Artifact verdict(TestCompleted tested, Manifest image) {
        byte[] content = new Bundle(tested.envelope().opened()).json();
        return bundle(TestResult.TYPE, content, image, Bundle.annotations(TestResult.TYPE, tested.occurredAt()));
    }

    /** A bundle about this image. */
    public static Artifact bundle(
            String predicateType, byte[] content, Manifest image, Map<String, String> annotations) {
        Manifest manifest = Manifest.ofArtifact(
                Bundle.MEDIA_TYPE,
                new Descriptor(Digest.of(content), Bundle.MEDIA_TYPE, content.length),
                image.descriptor(),
                annotations);
        return new Artifact(predicateType, manifest, content);
    }

    /** The digest of its manifest. */
    public Digest digest() {
        return manifest.digest();
    }
}

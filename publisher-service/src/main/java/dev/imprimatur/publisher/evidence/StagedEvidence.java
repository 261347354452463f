package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.messaging.event.EvidenceReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.publisher.approval.TrustConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;

/** Takes from staging what a verdict names as evidence, if a trusted key signed it, about the very image. */
@ApplicationScoped
class StagedEvidence {
    /** More than any list of packages has. */
    private static final int LARGEST = 64 * 1024 * 1024;

    @Inject
    RegistryClient registries;

    @Inject
    TrustConfig trust;

    /** @throws AttestationException if it is not to be believed */
    Artifact take(EvidenceReference named, Manifest image, RepositoryReference from) {
        Manifest manifest = registries.manifest(from.at(named.artifact()));
        byte[] content = content(named, manifest, image, from);
        believed(named, content, image);
        return new Artifact(named.predicateType(), manifest, content);
    }

    /**
     * What it says.
     *
     * @throws AttestationException if it is not to be believed
     */
    Statement statement(EvidenceReference named, Manifest image, RepositoryReference from) {
        Manifest manifest = registries.manifest(from.at(named.artifact()));
        return believed(named, content(named, manifest, image, from), image);
    }

    private byte[] content(EvidenceReference named, Manifest manifest, Manifest image, RepositoryReference from) {
        List<Descriptor> layers = manifest.layers();
        if (layers.size() != 1 || !manifest.subject().equals(Optional.of(image.descriptor()))) {
            throw invalid(named, "is no artifact with one blob about this image");
        }
        return registries.blob(from, layers.getFirst(), LARGEST);
    }

    private Statement believed(EvidenceReference named, byte[] content, Manifest image) {
        Statement statement = Statement.parse(
                Bundle.parse(content).envelope().verified(Envelope.IN_TOTO, new TrustedKeys(trust.keys())::find));
        if (!statement.digest().equals(image.digest())
                || !statement.predicateType().equals(named.predicateType())) {
            throw invalid(named, "says '" + statement.predicateType() + "' of " + statement.digest());
        }
        return statement;
    }

    private static AttestationException invalid(EvidenceReference named, String what) {
        return new AttestationException(
                Kind.STATEMENT_INVALID,
                named.artifact() + ", which the verdict names as " + named.predicateType() + ", " + what);
    }
}

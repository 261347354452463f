package dev.imprimatur.publisher.evidence;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.approval.TrustConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Takes from staging what a verdict names beside itself: statements, if a key signed them that is trusted, or was and
 * is retired, about the very image; and logs, whose digests the verdict has.
 */
@ApplicationScoped
class StagedEvidence {
    /** More than any log has that is put beside an image. */
    private static final int LARGEST_LOG = 64 * 1024 * 1024;

    @Inject
    RegistryClient registries;

    @Inject
    TrustConfig trust;

    /** @throws AttestationException if it is not to be believed */
    Artifact take(EvidenceReference named, Manifest image, RepositoryReference from) {
        return take(named, image, from, this::named);
    }

    private Artifact take(
            EvidenceReference named,
            Manifest image,
            RepositoryReference from,
            Function<String, Optional<PublicKey>> keys) {
        Manifest manifest = registries.manifest(from.at(named.artifact()));
        byte[] content = content(named.predicateType(), named.artifact(), manifest, image, from, StrictJson.LARGEST);
        believed(named, content, image, keys);
        return new Artifact(named.predicateType(), manifest, content);
    }

    /**
     * What a build or its tests printed.
     *
     * @throws AttestationException if it is no such log
     */
    Artifact take(StagedLog named, Manifest image, RepositoryReference from) {
        String kind = named.stage() + " log";
        Manifest manifest = registries.manifest(from.at(named.artifact()));
        if (!manifest.artifactType().equals(LogArtifact.TYPE)) {
            throw invalid(kind, named.artifact(), "is '" + manifest.artifactType() + "'");
        }
        return new Artifact(kind, manifest, content(kind, named.artifact(), manifest, image, from, LARGEST_LOG));
    }

    /**
     * A statement that was staged beside another image than the one that it is about, as an artifact beside that one.
     *
     * @param standing what it is about
     * @param from where it is staged
     * @param when it was made
     * @throws AttestationException if it is not to be believed
     */
    Artifact restated(EvidenceReference named, Manifest standing, RepositoryReference from, Instant when) {
        List<Descriptor> layers = registries.manifest(from.at(named.artifact())).layers();
        if (layers.size() != 1) {
            throw invalid(named.predicateType(), named.artifact(), "is no artifact with one blob");
        }
        byte[] content = registries.blob(from, layers.getFirst(), StrictJson.LARGEST);
        Statement statement = believed(named, content, standing, this::named);
        Map<String, String> annotations = new TreeMap<>(Bundle.annotations(named.predicateType(), when));
        if (named.predicateType().equals(EndOfLife.TYPE)) {
            annotations.put(
                    EndOfLife.ANNOTATION,
                    statement.predicate(EndOfLife.TYPE, EndOfLife.class).endOfLife());
        }
        return Artifact.bundle(named.predicateType(), content, standing, annotations);
    }

    /** Takes what no verdict names; nothing if it is not to be believed. When it came is not known. */
    Optional<Artifact> believed(EvidenceReference named, Manifest image, RepositoryReference from) {
        try {
            return Optional.of(take(named, image, from, keys()::findKept));
        } catch (AttestationException e) {
            return Optional.empty();
        } catch (RegistryException e) {
            if (e.temporary()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /**
     * What it says.
     *
     * @throws AttestationException if it is not to be believed
     */
    Statement statement(EvidenceReference named, Manifest image, RepositoryReference from) {
        Manifest manifest = registries.manifest(from.at(named.artifact()));
        return believed(
                named,
                content(named.predicateType(), named.artifact(), manifest, image, from, StrictJson.LARGEST),
                image,
                this::named);
    }

    private byte[] content(
            String kind, Digest artifact, Manifest manifest, Manifest image, RepositoryReference from, int largest) {
        List<Descriptor> layers = manifest.layers();
        if (layers.size() != 1 || !manifest.subject().equals(Optional.of(image.descriptor()))) {
            throw invalid(kind, artifact, "is no artifact with one blob about this image");
        }
        return registries.blob(from, layers.getFirst(), largest);
    }

    /** What a verdict names by its digest existed when the verdict came, and that verdict is believed already. */
    private Optional<PublicKey> named(String id) {
        return keys().findKept(id, Instant.MIN);
    }

    private TrustedKeys keys() {
        return new TrustedKeys(trust.keys(), SharedClock.UTC);
    }

    private static Statement believed(
            EvidenceReference named, byte[] content, Manifest image, Function<String, Optional<PublicKey>> keys) {
        Statement statement = Statement.parse(Bundle.parse(content).envelope().verified(Envelope.IN_TOTO, keys));
        if (!statement.digest().equals(image.digest())
                || !statement.predicateType().equals(named.predicateType())) {
            throw invalid(
                    named.predicateType(),
                    named.artifact(),
                    "says '" + statement.predicateType() + "' of " + statement.digest());
        }
        return statement;
    }

    private static AttestationException invalid(String kind, Digest artifact, String what) {
        return new AttestationException(
                Kind.STATEMENT_INVALID, artifact + ", which the verdict names as " + kind + ", " + what);
    }
}

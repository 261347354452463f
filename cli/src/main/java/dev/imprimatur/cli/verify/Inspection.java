package dev.imprimatur.cli.verify;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.cli.verify.Finding.Outcome;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Referrer;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Looks at what lies beside an image, artifact by artifact. */
final class Inspection {
    /** What is wrong with the artifact, and not with the registry. */
    private static final Set<Kind> UNREADABLE =
            Set.of(Kind.NOT_FOUND, Kind.CONTENT_MISSING, Kind.DIGEST_MISMATCH, Kind.UNREADABLE);

    private final RegistryClient registry;
    private final Signers signers;

    Inspection(RegistryClient registry, Signers signers) {
        this.registry = registry;
        this.signers = signers;
    }

    /**
     * What there is beside the image of this digest: statements, then logs, then the rest, each in the registry's
     * order.
     */
    List<Finding> of(RepositoryReference repository, Digest image) {
        List<Referrer> all = registry.referrers(repository, image);
        Map<String, String> vouchedFor = new HashMap<>();
        List<Finding> statements = Superseded.marked(all.stream()
                .filter(referrer -> referrer.artifactType().equals(Bundle.MEDIA_TYPE))
                .map(referrer -> bundle(repository, image, referrer, vouchedFor))
                .toList());
        Stream<Finding> logs = all.stream()
                .filter(referrer -> referrer.artifactType().equals(LogArtifact.TYPE))
                .map(referrer -> BesideLog.finding(referrer, vouchedFor));
        Stream<Finding> rest = all.stream()
                .filter(referrer -> !referrer.artifactType().equals(Bundle.MEDIA_TYPE))
                .filter(referrer -> !referrer.artifactType().equals(LogArtifact.TYPE))
                .map(referrer -> finding(referrer, Outcome.IGNORED, null, "it is '" + referrer.artifactType() + "'"));
        return Stream.of(statements.stream(), logs, rest).flatMap(each -> each).toList();
    }

    /** The text of a log that was found beside an image, with the time in front of each line. */
    byte[] log(RepositoryReference repository, Finding found) {
        return BesideLog.text(content(repository, new Digest(found.artifact())));
    }

    /**
     * What a trusted key says of the image in a statement of this kind: the newest one that can be read.
     *
     * @throws AttestationException if one that calls itself so is not to be believed
     * @throws RegistryException if the only one cannot be read, or the registry does not answer
     */
    Optional<JsonNode> statement(RepositoryReference repository, Digest image, String predicateType) {
        List<RegistryException> unread = new ArrayList<>();
        Optional<JsonNode> newest = registry.referrers(repository, image).stream()
                .filter(referrer -> predicateType.equals(referrer.annotations().get(Bundle.PREDICATE_TYPE)))
                .flatMap(referrer -> believed(repository, referrer, unread).stream())
                .filter(statement -> statement.digest().equals(image))
                .filter(statement -> statement.predicateType().equals(predicateType))
                .map(Statement::predicate)
                .reduce((earlier, later) -> later);
        if (newest.isEmpty() && !unread.isEmpty()) {
            throw unread.getLast();
        }
        return newest;
    }

    /** Nothing if its signer is not trusted, or no key signed it: that proves nothing, and harms nothing. */
    private Optional<Statement> believed(
            RepositoryReference repository, Referrer referrer, List<RegistryException> unread) {
        Envelope envelope;
        try {
            envelope = envelope(repository, referrer);
        } catch (AttestationException e) {
            return Optional.empty();
        } catch (RegistryException e) {
            if (!UNREADABLE.contains(e.kind())) {
                throw e;
            }
            unread.add(e);
            return Optional.empty();
        }
        try {
            return Optional.of(signers.statement(envelope));
        } catch (AttestationException e) {
            return switch (e.kind()) {
                case SIGNER_UNKNOWN, KEY_EXPIRED, KEY_DISTRUSTED -> Optional.empty();
                case SIGNATURE_INVALID, STATEMENT_INVALID -> throw e;
            };
        }
    }

    private Envelope envelope(RepositoryReference repository, Referrer referrer) {
        return Bundle.parse(content(repository, referrer.descriptor().digest())).envelope();
    }

    /** What is no bundle says nothing; what cannot be read may be what speaks against the image. */
    private Finding bundle(
            RepositoryReference repository, Digest image, Referrer referrer, Map<String, String> vouchedFor) {
        try {
            return finding(image, referrer, envelope(repository, referrer), vouchedFor);
        } catch (AttestationException e) {
            return finding(referrer, Outcome.IGNORED, null, e.getMessage());
        } catch (RegistryException e) {
            if (!UNREADABLE.contains(e.kind())) {
                throw e;
            }
            return finding(
                    referrer,
                    Outcome.REFUSED,
                    null,
                    "it cannot be read, and could speak against the image: " + e.getMessage()
                            + "; remove it if it is not needed");
        }
    }

    private Finding finding(Digest image, Referrer referrer, Envelope envelope, Map<String, String> vouchedFor) {
        String key = envelope.keyId();
        try {
            Statement statement = signers.statement(envelope);
            if (!statement.digest().equals(image)) {
                return finding(referrer, Outcome.REFUSED, key, "it is about another image, " + statement.digest());
            }
            Statements.Said said = Statements.read(statement);
            vouchedFor.putAll(said.logs());
            return FindingBuilder.builder()
                    .artifact(referrer.descriptor().digest().value())
                    .predicateType(statement.predicateType())
                    .outcome(Outcome.VERIFIED)
                    .key(key)
                    .time(said.time())
                    .says(said.text())
                    .tags(said.tags())
                    .naming(said.naming())
                    .build();
        } catch (AttestationException e) {
            return finding(
                    referrer,
                    switch (e.kind()) {
                        case SIGNER_UNKNOWN, KEY_EXPIRED, KEY_DISTRUSTED -> Outcome.IGNORED;
                        case SIGNATURE_INVALID, STATEMENT_INVALID -> Outcome.REFUSED;
                    },
                    key,
                    e.getMessage());
        }
    }

    private byte[] content(RepositoryReference repository, Digest artifact) {
        List<Descriptor> layers = registry.manifest(repository.at(artifact)).layers();
        if (layers.size() != 1) {
            throw new AttestationException(
                    AttestationException.Kind.SIGNATURE_INVALID, "it has " + layers.size() + " blobs, expected one");
        }
        if (layers.getFirst().size() > StrictJson.LARGEST) {
            throw new AttestationException(
                    AttestationException.Kind.SIGNATURE_INVALID,
                    "it has " + layers.getFirst().size() + " bytes, more than any bundle");
        }
        return registry.blob(repository, layers.getFirst(), StrictJson.LARGEST);
    }

    private static Finding finding(Referrer referrer, Outcome outcome, String key, String why) {
        return FindingBuilder.builder()
                .artifact(referrer.descriptor().digest().value())
                .predicateType(referrer.annotations().get(Bundle.PREDICATE_TYPE))
                .outcome(outcome)
                .key(key)
                .says(why)
                .tags(List.of())
                .naming(List.of())
                .build();
    }
}

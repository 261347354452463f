package dev.imprimatur.publisher.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.SignedEnvelope;
import dev.imprimatur.messaging.proof.Publications;
import dev.imprimatur.messaging.proof.Told;
import dev.imprimatur.oci.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** Signs what the publisher tells. The key is read each time, so that a new one needs no restart. */
@ApplicationScoped
public class PublisherSigner {
    private static final Logger LOG = Logger.getLogger(PublisherSigner.class);

    @Inject
    SigningConfig config;

    @Inject
    PublicationsConfig publications;

    void load(@Observes @Priority(2) StartupEvent start) {
        LOG.infof("publications are signed with key %s", key().publicKey().id());
    }

    /** The event with the signature. */
    public PublishCompleted sign(PublishCompleted event) {
        return Told.sign(event, key());
    }

    /** A statement of this type about a digest, signed. */
    public SignedEnvelope sign(String subject, Digest digest, String type, Object predicate) {
        return SignedEnvelope.of(Statement.of(subject, digest, type, predicate).sign(key()));
    }

    /** Believes what this publisher signed, and others whose keys are beside its own. */
    public Publications own() {
        return new Publications(this::kept);
    }

    /** The public key of this id that publications are or were signed with: this publisher's, or one beside its own. */
    public Optional<PublicKey> kept(String id) {
        PublicKey own = key().publicKey();
        List<Path> others = Stream.concat(
                        config.trustFolder().stream(),
                        publications.keys().stream().flatMap(List::stream))
                .toList();
        return own.id().equals(id) ? Optional.of(own) : new TrustedKeys(others).findKept(id);
    }

    private SigningKey key() {
        return new OwnKey(config.key(), config.keyFile(), config.trustFolder()).load("publications");
    }
}

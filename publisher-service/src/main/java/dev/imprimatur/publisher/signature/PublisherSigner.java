package dev.imprimatur.publisher.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.SignedBy;
import dev.imprimatur.messaging.proof.Signer;
import dev.imprimatur.oci.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs what the publisher reports. The key is read each time, so that a new one needs no restart. */
@ApplicationScoped
public class PublisherSigner implements Signer {
    private static final Logger LOG = Logger.getLogger(PublisherSigner.class);
    private static final String SIGNS = "publications";

    @Inject
    SigningConfig config;

    @Inject
    PublicationsConfig publications;

    void load(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        LOG.infof(SIGNS + " are signed with key %s", key().publicKey().id());
    }

    /** The event with the signature. */
    public <E extends SignedEvent<E>> E sign(E event) {
        return EventStatement.sign(event, key());
    }

    /** A statement of this type about a digest, signed. */
    public SignedEnvelope sign(String subject, Digest digest, String type, Object predicate) {
        return SignedEnvelope.of(Statement.of(subject, digest, type, predicate).sign(key()));
    }

    /** Believes what this publisher signed, and others whose keys are beside its own. */
    public SignedBy own() {
        return new SignedBy("a publisher", signers());
    }

    /** The public key of this id that publications are or were signed with: this publisher's, or one beside its own. */
    public Optional<PublicKey> kept(String id) {
        return signers().kept().apply(id);
    }

    /**
     * Whether those who verify now believe what the key with this id signed, with the keys that this publisher has.
     *
     * @param id of the key, or null if it is not known
     */
    public boolean convincesAll(String id) {
        return id != null && ownKey().countsForAll(SIGNS, publications.keys().orElse(List.of()), id);
    }

    private TrustedSigners signers() {
        return ownKey().own(SIGNS, publications.keys().orElse(List.of()));
    }

    @Override
    public Optional<String> lacking() {
        return ownKey().trouble(SIGNS);
    }

    private SigningKey key() {
        return ownKey().load(SIGNS);
    }

    private OwnKey ownKey() {
        return new OwnKey(config.key(), config.keyFile(), config.trustFolder());
    }
}

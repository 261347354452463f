package dev.imprimatur.publisher.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.SignedEnvelope;
import dev.imprimatur.messaging.proof.Told;
import dev.imprimatur.oci.Digest;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Signs what the publisher tells. The key is read each time, so that a new one needs no restart. */
@ApplicationScoped
public class PublisherSigner {
    private static final Logger LOG = Logger.getLogger(PublisherSigner.class);

    @Inject
    SigningConfig config;

    void load(@Observes @Priority(2) StartupEvent start) {
        LOG.infof("publications are signed with key %s", key().publicKey().id());
    }

    /** The event with the signature. */
    public PublishCompleted sign(PublishCompleted event) {
        return Told.sign(event, key());
    }

    /** A statement of this type about a digest, signed. */
    public SignedEnvelope sign(String subject, Digest digest, String type, Object predicate) {
        return EventJson.MAPPER.convertValue(
                Statement.of(subject, digest, type, predicate).sign(key()).json(), SignedEnvelope.class);
    }

    private SigningKey key() {
        return new OwnKey(config.key(), config.keyFile(), config.trustFolder()).load("publications");
    }
}

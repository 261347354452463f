package dev.imprimatur.builder.signature;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.Signer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs what a builder reports. The key is read each time, so that a new one needs no restart. */
@ApplicationScoped
public class BuilderSigner implements Signer {
    private static final Logger LOG = Logger.getLogger(BuilderSigner.class);
    private static final String SIGNS = "builds";

    @Inject
    SigningConfig config;

    void load(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        LOG.infof(SIGNS + " are signed with key %s", key().publicKey().id());
    }

    /** The event with the signature. */
    public BuildCompleted sign(BuildCompleted event) {
        return EventStatement.sign(event, key());
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

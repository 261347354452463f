package dev.imprimatur.renderer.order;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.order.Orders;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.SignedBy;
import dev.imprimatur.messaging.proof.Signer;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/** Signs places, and what the renderer reports. The key is read each time, so that a new one needs no restart. */
@ApplicationScoped
public class OrderSigner implements Signer {
    private static final Logger LOG = Logger.getLogger(OrderSigner.class);
    private static final String SIGNS = "places";

    @Inject
    SigningConfig config;

    @Inject
    OrderConfig order;

    void load(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        LOG.infof(SIGNS + " are signed with key %s", key().publicKey().id());
    }

    /** The candidate, which has a place, with the signature. */
    public Candidate sign(Candidate candidate, RebuildId rebuild) {
        return Order.sign(candidate, rebuild, key());
    }

    /** The event with a signature over all of it. */
    public <E extends SignedEvent<E>> E sign(E event) {
        return EventStatement.sign(event, key());
    }

    /** The rollback with the signature. */
    RollbackOrdered sign(RollbackOrdered rollback) {
        return Order.sign(rollback, key());
    }

    /** Believes what this renderer signed, and others whose keys are beside its own. */
    Orders own() {
        return new Orders(signers());
    }

    /** Believes what this renderer reported, and others whose keys are beside its own. */
    public SignedBy ownEvents() {
        return new SignedBy("a renderer", signers());
    }

    private TrustedSigners signers() {
        return ownKey().own(SIGNS, order.keys().orElse(List.of()));
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

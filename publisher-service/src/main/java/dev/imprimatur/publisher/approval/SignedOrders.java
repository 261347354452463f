package dev.imprimatur.publisher.approval;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.order.OrderedCandidates;
import dev.imprimatur.messaging.order.Orders;
import dev.imprimatur.messaging.proof.Believer;
import dev.imprimatur.messaging.proof.NeededKeys;
import dev.imprimatur.messaging.proof.Unsigned;
import dev.imprimatur.publisher.PublishException;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Believes the place of a rebuild or rollback if a renderer's key signed it. */
@ApplicationScoped
public class SignedOrders implements Believer {
    private static final Logger LOG = Logger.getLogger(SignedOrders.class);

    @Inject
    OrderConfig config;

    private Orders orders;

    void open(@Observes @Priority(StartOrder.KEYS) StartupEvent start) {
        orders = new Orders(config.keys().orElse(List.of()));
        if (config.keys().isEmpty()) {
            LOG.warn("no renderer is trusted, so nothing that has a place is published and no tag rolled back: set"
                    + " imprimatur.order.keys to the renderer's public key; docs/signing.md says how");
        }
    }

    @Override
    public List<NeededKeys> needed() {
        return OrderedCandidates.needed(config.keys().orElse(List.of()), Unsigned.REFUSE);
    }

    /**
     * Checks the place of the verdict's candidate.
     *
     * @param cameBefore whether the verdict came before, so that the key may have been retired since
     * @throws PublishException if no such key signed it
     */
    void check(TestCompleted verdict, boolean cameBefore) {
        checked(() -> {
            if (cameBefore) {
                orders.checkKept(verdict.candidate(), verdict.rebuildId());
            } else {
                orders.check(verdict.candidate(), verdict.rebuildId());
            }
        });
    }

    /** @throws PublishException if no key that counts now signed the rollback's place */
    public void check(RollbackOrdered rollback) {
        checked(() -> orders.check(rollback));
    }

    /** The same for a rollback that came before: the key may have been retired since. */
    public void checkKept(RollbackOrdered rollback) {
        checked(() -> orders.checkKept(rollback));
    }

    private void checked(Runnable check) {
        try {
            check.run();
        } catch (AttestationException e) {
            throw PublishException.refused(
                    FailureKinds.ORDER_REFUSED,
                    "its place was refused: " + e.getMessage()
                            + "; if a renderer gave it, put its public key into imprimatur.order.keys "
                            + config.keys().orElse(List.of()));
        }
    }
}

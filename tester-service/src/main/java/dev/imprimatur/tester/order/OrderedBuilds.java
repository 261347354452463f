package dev.imprimatur.tester.order;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.BuildCompleted;
import dev.imprimatur.messaging.event.Candidate;
import dev.imprimatur.messaging.order.Orders;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/** Lets only what the renderer signed be tested, since what a tester approves is published. */
@ApplicationScoped
public class OrderedBuilds {
    private static final Logger LOG = Logger.getLogger(OrderedBuilds.class);

    @Inject
    OrderConfig config;

    void start(@Observes @Priority(2) StartupEvent start) {
        if (config.keys().isEmpty()) {
            LOG.warn("no renderer is trusted, so nothing that has a place is tested: set imprimatur.order.keys to the"
                    + " renderer's public key; docs/signing.md says how");
        }
        if (config.unsigned() == OrderConfig.Unsigned.ALLOW) {
            LOG.warn("images that no renderer has signed are tested too: set imprimatur.order.unsigned back to refuse"
                    + " once every renderer and builder is of this release");
        }
    }

    /** @throws BadEventException if no trusted renderer signed this very candidate for this rebuild */
    public void check(BuildCompleted built) {
        Candidate candidate = built.candidate();
        if (candidate.place() == null && candidate.order() == null && config.unsigned() == OrderConfig.Unsigned.ALLOW) {
            return;
        }
        try {
            new Orders(config.keys().orElse(List.of())).check(candidate, built.rebuildId());
        } catch (AttestationException e) {
            throw new BadEventException("order-refused: " + candidate.image() + " of rebuild " + built.rebuildId()
                    + " is not tested: " + e.getMessage() + "; if a renderer asked for it, put its public key into"
                    + " imprimatur.order.keys, or see imprimatur.order.unsigned for upgrades");
        }
    }
}

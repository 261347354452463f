package dev.imprimatur.renderer.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.EventReader;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.proof.Publications;
import dev.imprimatur.messaging.proof.Verdicts;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Lets only what was signed fail an image, or name a base. What nobody signed is no event: in the inbox it would hide the
 * genuine one.
 */
@ApplicationScoped
public class SignedResults {
    private static final Logger LOG = Logger.getLogger(SignedResults.class);

    @Inject
    TrustConfig trust;

    @Inject
    PublicationsConfig publications;

    void start(@Observes @Priority(2) StartupEvent start) {
        if (publications.unsigned() == PublicationsConfig.Unsigned.ALLOW) {
            LOG.warn("publications that no publisher has signed are believed too: set imprimatur.publications.unsigned"
                    + " back to refuse once every publisher is of this release");
        }
    }

    /** @throws BadEventException if no tester's key that counts now signed this verdict */
    public void check(TestCompleted event, ObjectNode json) {
        refused(event, "a tester sent it, put its public key into imprimatur.trust.keys", () -> {
            Verdicts.verified(json, new TrustedKeys(trust.keys())::find);
        });
    }

    /** @throws BadEventException if no publisher's key that counts now signed how this publication ended */
    public void check(PublishCompleted event, ObjectNode json) {
        if (isAllowed(event)) {
            return;
        }
        refused(
                event,
                "a publisher sent it, put its public key into imprimatur.publications.keys, or see"
                        + " imprimatur.publications.unsigned for upgrades",
                () -> new Publications(publications.keys()).check(event, json));
    }

    private boolean isAllowed(PublishCompleted event) {
        return event.envelope() == null && publications.unsigned() == PublicationsConfig.Unsigned.ALLOW;
    }

    private static void refused(Event event, String advice, Runnable check) {
        try {
            check.run();
        } catch (AttestationException e) {
            throw new BadEventException(e.kind() + ": " + event.eventId() + " of rebuild " + event.rebuildId()
                    + " is not believed: " + e.getMessage() + "; if " + advice);
        }
    }

    /** Whether an event that came before is to be believed: its key may have been retired since. */
    public boolean isGenuine(Event event, ConsumerRecord<String, byte[]> record) {
        ObjectNode json = EventReader.json(record, event.getClass());
        try {
            switch (event) {
                case TestCompleted verdict -> Verdicts.verified(json, new TrustedKeys(trust.keys())::findKept);
                case PublishCompleted published when !isAllowed(published) ->
                    new Publications(publications.keys()).checkKept(published, json);
                default -> {
                    // Nobody signs it.
                }
            }
            return true;
        } catch (AttestationException e) {
            LOG.warnf("%s is left aside: %s", event.eventId(), e.getMessage());
            return false;
        }
    }
}

package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.EventReader;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.inbox.Received;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Lets only what was signed say what became of an image: testers their verdicts, publishers how publications ended. What
 * no key signed is no event: in the inbox it would hide the genuine one.
 */
public final class SignedResults {
    private static final Logger LOG = Logger.getLogger(SignedResults.class);

    private final TrustedKeys testers;
    private final Publications publications;
    private final Unsigned unsigned;

    /** What becomes of publications that no publisher has signed. */
    public enum Unsigned {
        /** They change nothing. */
        REFUSE,
        /** They are believed: for the time of an upgrade from a release that signs none. */
        ALLOW
    }

    /**
     * Those that these keys signed.
     *
     * @param testers public keys of testers: files or folders
     * @param publishers public keys of publishers
     * @param unsigned what becomes of publications that none signed
     */
    public SignedResults(List<Path> testers, List<Path> publishers, Unsigned unsigned) {
        this.testers = new TrustedKeys(testers);
        this.publications = new Publications(publishers);
        this.unsigned = unsigned;
        if (unsigned == Unsigned.ALLOW) {
            LOG.warn("publications that no publisher has signed are believed too: set imprimatur.publications.unsigned"
                    + " back to refuse once every publisher is of this release");
        }
    }

    /**
     * Checks a verdict that just came.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came: its key may be distrusted since
     * @throws BadEventException if no tester's key that counts signed it
     */
    public void check(TestCompleted event, ObjectNode json, Instant received) {
        refused(
                event,
                "a tester sent it, put its public key into imprimatur.trust.keys",
                () -> Verdicts.verified(json, received, id -> testers.find(id, received)));
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
                () -> publications.check(event, json));
    }

    private boolean isAllowed(PublishCompleted event) {
        return event.envelope() == null && unsigned == Unsigned.ALLOW;
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
        Instant received = Received.at(record);
        try {
            switch (event) {
                case TestCompleted verdict -> Verdicts.verified(json, received, id -> testers.findKept(id, received));
                case PublishCompleted published when !isAllowed(published) -> publications.checkKept(published, json);
                default -> {
                    // It has no signature.
                }
            }
            return true;
        } catch (AttestationException e) {
            LOG.warnf("%s is left aside: %s", event.eventId(), e.getMessage());
            return false;
        }
    }
}

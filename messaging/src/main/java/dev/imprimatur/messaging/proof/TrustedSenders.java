package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.time.SharedClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Accepts reports only from those who are trusted. What no key of theirs signed is no event: in the inbox it would hide
 * the genuine one.
 */
public final class TrustedSenders implements Believer {
    private static final Logger LOG = Logger.getLogger(TrustedSenders.class);

    private final String sender;
    private final String settings;
    private final SignedBy signedBy;
    private final List<Path> keys;
    private final Unsigned unsigned;

    /**
     * Those with these keys.
     *
     * @param sender what they are: a builder, say
     * @param settings where the configuration names their keys
     * @param keys public keys: files or folders; read again for each event
     * @param unsigned what becomes of what none signed
     */
    public TrustedSenders(String sender, String settings, List<Path> keys, Unsigned unsigned) {
        this.sender = sender;
        this.settings = settings;
        this.signedBy = new SignedBy(sender, TrustedSigners.of(keys, SharedClock.UTC));
        this.keys = List.copyOf(keys);
        this.unsigned = unsigned;
        if (unsigned == Unsigned.ALLOW) {
            LOG.warnf(
                    "what is to be signed by %s is believed without that too: set %s.unsigned back to refuse once every"
                            + " one is of this release",
                    sender, settings);
        }
    }

    @Override
    public List<NeededKeys> needed() {
        return unsigned == Unsigned.ALLOW ? List.of() : List.of(new NeededKeys(sender, settings + ".keys", keys));
    }

    /**
     * Checks an event that just came.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came: its key may be distrusted since
     * @throws BadEventException if no key of theirs that counts signed it
     */
    public void check(SignedEvent<?> event, ObjectNode json, Instant received) {
        if (isAllowed(event)) {
            return;
        }
        refused(
                event,
                sender + " sent it, put its public key into " + settings + ".keys, or see " + settings
                        + ".unsigned for upgrades",
                () -> signedBy.check(event, json, received));
    }

    /**
     * Checks one that came before: a key that was retired since counts as well.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came
     * @throws AttestationException if no such key signed it
     */
    void checkKept(SignedEvent<?> event, ObjectNode json, Instant received) {
        if (!isAllowed(event)) {
            signedBy.checkKept(event, json, received);
        }
    }

    /**
     * Why an event that was believed when it came counts for nothing now: its key was revoked meanwhile. One that was
     * believed without a signature has none that could be.
     *
     * @param received when it came, or null if that is not known
     */
    public Optional<FailureReport> refusedSince(SignedEvent<?> event, Instant received) {
        try {
            if (event.envelope() != null) {
                signedBy.checkKey(event, received);
            }
            return Optional.empty();
        } catch (AttestationException e) {
            return Optional.of(FailureReport.of(
                    e.kind().toString(),
                    false,
                    "what " + sender + " reported on " + event.key() + " is no longer trusted: " + e.getMessage()));
        }
    }

    /** Whether an event that came before is to be believed: its key may have been retired since. */
    public boolean isGenuine(SignedEvent<?> event, ConsumerRecord<String, byte[]> record) {
        return isBelieved(
                event, () -> checkKept(event, EventReader.json(record, event.getClass()), Received.at(record)));
    }

    private boolean isAllowed(SignedEvent<?> event) {
        return event.envelope() == null && unsigned == Unsigned.ALLOW;
    }

    /** Whether this check lets it pass; says why not. */
    static boolean isBelieved(Event event, Runnable check) {
        try {
            check.run();
            return true;
        } catch (AttestationException e) {
            LOG.warnf("%s is left aside: %s", event.eventId(), e.getMessage());
            return false;
        }
    }

    /** Says of what is not believed what is to be done if it is genuine. */
    static void refused(Event event, String advice, Runnable check) {
        try {
            check.run();
        } catch (AttestationException e) {
            throw new BadEventException(e.kind() + ": " + event.eventId() + " of rebuild " + event.rebuildId()
                    + " is not believed: " + e.getMessage() + "; if " + advice);
        }
    }
}

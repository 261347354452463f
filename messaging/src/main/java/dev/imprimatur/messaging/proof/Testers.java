package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.time.SharedClock;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Accepts verdicts only from testers that are trusted. What no key of theirs signed is no event: in the inbox it would
 * hide the genuine one.
 */
public final class Testers implements Believer {
    private static final String SETTING = "imprimatur.trust.keys";

    private final List<Path> places;
    private final TrustedKeys keys;

    /**
     * Those with these keys.
     *
     * @param keys public keys: files or folders; read again for each verdict
     */
    public Testers(List<Path> keys) {
        this.places = List.copyOf(keys);
        this.keys = new TrustedKeys(keys, SharedClock.UTC);
    }

    /** The testers' keys without which no verdict is believed. */
    public static NeededKeys needed(List<Path> keys) {
        return new NeededKeys("a tester", SETTING, keys);
    }

    @Override
    public List<NeededKeys> needed() {
        return List.of(needed(places));
    }

    /**
     * Checks a verdict that just came, an approval or a rejection.
     *
     * @param verdict what it says
     * @param json its JSON as it came
     * @param received when it came: its key may be distrusted since
     * @throws BadEventException if no key of theirs that counts signed exactly what it says
     */
    public void check(TestCompleted verdict, ObjectNode json, Instant received) {
        TrustedSenders.refused(
                verdict,
                "a tester sent it, put its public key into " + SETTING,
                () -> Verdicts.verified(json, received, id -> keys.find(id, received)));
    }

    /** Whether a verdict that came before is to be believed: its key may have been retired since. */
    public boolean isGenuine(TestCompleted verdict, ConsumerRecord<String, byte[]> record) {
        Instant received = Received.at(record);
        return TrustedSenders.isBelieved(
                verdict,
                () -> Verdicts.verified(
                        EventReader.json(record, TestCompleted.class), received, id -> keys.findKept(id, received)));
    }
}

package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.SignedEvent;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Believes an event if a key of its sender signed exactly what it says. So no other sender names a digest or a base, or
 * fails an image.
 */
public final class SignedBy {
    private final String sender;
    private final TrustedSigners signers;

    /**
     * Those events that these signed.
     *
     * @param sender what they are, for messages: a publisher, say
     * @param signers their keys
     */
    public SignedBy(String sender, TrustedSigners signers) {
        this.sender = sender;
        this.signers = signers;
    }

    /**
     * Checks one that just came.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came
     * @throws AttestationException if no key signed it that counted then
     */
    public void check(SignedEvent<?> event, ObjectNode json, Instant received) {
        check(event, json, signers.counting(received));
    }

    /**
     * Checks one that came before: a key that was retired since counts as well.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @param received when it came
     * @throws AttestationException if no such key signed it
     */
    public void checkKept(SignedEvent<?> event, ObjectNode json, Instant received) {
        check(event, json, signers.kept(received));
    }

    /**
     * Checks again, when it is used, that the key of an event counts which is kept since it came. What it says was
     * compared with the signature then: what is kept has none of the fields that only a later release knows.
     *
     * @param received when it came, or null if that is not known
     * @throws AttestationException if that key is no longer valid
     */
    public void checkKey(SignedEvent<?> event, Instant received) {
        event.envelope().opened().verified(Envelope.IN_TOTO, signers.kept(received));
    }

    private void check(SignedEvent<?> event, ObjectNode json, Function<String, Optional<PublicKey>> keys) {
        if (event.envelope() == null) {
            throw new AttestationException(Kind.SIGNATURE_INVALID, "it is not signed by " + sender);
        }
        Statement.parse(event.envelope().opened().verified(Envelope.IN_TOTO, keys))
                .check(
                        EventStatement.hash(json),
                        EventStatement.TYPE,
                        EventStatement.of(event),
                        sender + " signed something else than it says");
    }
}

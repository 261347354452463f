package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.messaging.event.PublishCompleted;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Believes how a publication ended if a publisher's key signed exactly what the event says. So no other
 * sender names a base, or fails an image.
 */
public final class Publications {
    private final Function<String, Optional<PublicKey>> counting;
    private final Function<String, Optional<PublicKey>> kept;

    /** Those that these keys signed: files or folders. */
    public Publications(List<Path> keys) {
        TrustedKeys trusted = new TrustedKeys(keys);
        counting = trusted::find;
        kept = trusted::findKept;
    }

    /** Those that these keys signed, by id. */
    public Publications(Function<String, Optional<PublicKey>> keys) {
        counting = keys;
        kept = keys;
    }

    /**
     * Checks one that just came.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @throws AttestationException if no key that counts now signed it
     */
    public void check(PublishCompleted event, ObjectNode json) {
        check(event, json, counting);
    }

    /**
     * Checks one that came before: a key that was retired since counts as well.
     *
     * @param event what it says
     * @param json its JSON as it came
     * @throws AttestationException if no such key signed it
     */
    public void checkKept(PublishCompleted event, ObjectNode json) {
        check(event, json, kept);
    }

    private static void check(PublishCompleted event, ObjectNode json, Function<String, Optional<PublicKey>> keys) {
        if (event.envelope() == null) {
            throw new AttestationException(Kind.SIGNATURE_INVALID, "it is not signed by a publisher");
        }
        Statement statement = Statement.parse(event.envelope().opened().verified(Envelope.IN_TOTO, keys));
        if (!statement.predicate(Told.TYPE, Told.class).equals(Told.of(event))
                || !statement.digest().equals(Told.hash(json))) {
            throw new AttestationException(Kind.STATEMENT_INVALID, "the publisher signed something else than it says");
        }
    }
}

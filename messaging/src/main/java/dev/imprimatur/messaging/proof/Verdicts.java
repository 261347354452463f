package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.AttestationException.Kind;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Verdicts as testers sign them. The signature covers the whole event: what it does not cover cannot be in it. */
public final class Verdicts {
    private static final String ENVELOPE = "envelope";

    private Verdicts() {}

    /**
     * The verdict as it was signed.
     *
     * @param event the event's JSON as it came
     * @param received when it came
     * @param keys looks a tester's key up by its id
     * @throws AttestationException if none of them signed exactly what the event says
     */
    public static SignedVerdict verified(
            ObjectNode event, Instant received, Function<String, Optional<PublicKey>> keys) {
        if (!event.hasNonNull(ENVELOPE)) {
            throw new AttestationException(Kind.SIGNATURE_INVALID, "it is not signed by a tester");
        }
        Envelope envelope = Envelope.parse(event.get(ENVELOPE));
        JsonNode signed = signed(envelope, keys);
        ObjectNode said = event.deepCopy().without(ENVELOPE);
        if (!said.equals(signed)) {
            throw mismatch("its event differs from what was signed in " + differences(said, signed));
        }
        return new SignedVerdict(parsed(signed).signed(SignedEnvelope.of(envelope)), envelope.keyId(), received);
    }

    /**
     * What this envelope holds, with the envelope.
     *
     * @param keys looks a tester's key up by its id
     * @throws AttestationException if none of them signed it, or it is no verdict
     */
    public static TestCompleted verified(SignedEnvelope envelope, Function<String, Optional<PublicKey>> keys) {
        return parsed(signed(envelope.opened(), keys)).signed(envelope);
    }

    private static JsonNode signed(Envelope envelope, Function<String, Optional<PublicKey>> keys) {
        Statement statement = Statement.parse(envelope.verified(Envelope.IN_TOTO, keys));
        TestResult result = statement.predicate(TestResult.TYPE, TestResult.class);
        if (result.verdict() == null || !result.verdict().isObject()) {
            throw mismatch("what was signed is no verdict");
        }
        consistent(statement, result, parsed(result.verdict()));
        return result.verdict();
    }

    private static TestCompleted parsed(JsonNode signed) {
        try {
            return EventJson.MAPPER.treeToValue(signed, TestCompleted.class);
        } catch (JsonProcessingException e) {
            throw mismatch("what was signed is no verdict: " + e.getOriginalMessage());
        }
    }

    private static void consistent(Statement statement, TestResult result, TestCompleted verdict) {
        if (!statement.digest().equals(verdict.staged().digest())) {
            throw mismatch("it was signed for " + statement.digest() + ", and speaks of "
                    + verdict.staged().digest());
        }
        if (result.passed() != (verdict.verdict() == Verdict.APPROVED)) {
            throw mismatch(
                    "its tests " + (result.passed() ? "passed" : "did not pass") + ", yet it is " + verdict.verdict());
        }
    }

    private static Set<String> differences(ObjectNode said, JsonNode signed) {
        Set<String> names = new TreeSet<>();
        said.fieldNames().forEachRemaining(names::add);
        signed.fieldNames().forEachRemaining(names::add);
        names.removeIf(name -> said.path(name).equals(signed.path(name)));
        return names;
    }

    private static AttestationException mismatch(String message) {
        return new AttestationException(Kind.STATEMENT_INVALID, message);
    }
}

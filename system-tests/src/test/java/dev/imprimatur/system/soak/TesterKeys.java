package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import java.nio.file.Path;
import java.util.List;

/** Tells whether a tester's key signed just what a verdict says, by the keys that lie beside the stack. */
final class TesterKeys {
    private static final String ENVELOPE = "envelope";

    private final TrustedKeys keys;

    /** With the folder of the keys that count, or counted until they were retired. */
    TesterKeys(Path folder) {
        keys = new TrustedKeys(List.of(folder));
    }

    /** Whether one of them signed this verdict on this digest. */
    boolean signed(ObjectNode verdict, String digest) {
        try {
            Statement statement =
                    Statement.parse(Envelope.parse(verdict.path(ENVELOPE)).verified(Envelope.IN_TOTO, keys::findKept));
            TestResult result = statement.predicate(TestResult.TYPE, TestResult.class);
            return statement.digest().value().equals(digest)
                    && verdict.deepCopy().without(ENVELOPE).equals(result.verdict());
        } catch (AttestationException e) {
            return false;
        }
    }
}

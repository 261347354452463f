package dev.imprimatur.renderer;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.PublishCompleted;
import dev.imprimatur.messaging.event.SignedEnvelope;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.event.Verdict;
import dev.imprimatur.messaging.proof.Told;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Signs as tester and publisher do, with keys that the renderer under test trusts. */
final class TestSignatures {
    private static final Path FOLDER = Path.of("target/keys");

    private TestSignatures() {}

    static SigningKey tester() {
        return key("tester");
    }

    static SigningKey publisher() {
        return key("publisher");
    }

    private static SigningKey key(String name) {
        return new OwnKey(
                        Optional.empty(),
                        Optional.of(FOLDER.resolve(name + ".pem")),
                        Optional.of(FOLDER.resolve(name + "s")))
                .load("events");
    }

    static PublishCompleted sign(PublishCompleted event) {
        return Told.sign(event, publisher());
    }

    static TestCompleted sign(TestCompleted verdict) {
        return sign(verdict, tester());
    }

    static TestCompleted sign(TestCompleted verdict, SigningKey key) {
        TestResult result = new TestResult(
                verdict.verdict() == Verdict.APPROVED ? "PASSED" : "FAILED",
                List.of(),
                List.of(),
                List.of(),
                EventJson.MAPPER.valueToTree(verdict.signed(null)));
        Statement statement = Statement.of("staging/node", verdict.staged().digest(), TestResult.TYPE, result);
        return verdict.signed(
                EventJson.MAPPER.convertValue(statement.sign(key).json(), SignedEnvelope.class));
    }
}

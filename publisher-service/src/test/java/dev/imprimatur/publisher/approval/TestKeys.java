package dev.imprimatur.publisher.approval;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Signs verdicts as the tester does. The key is a file, since a test and its resources share no classes. */
public final class TestKeys {
    private static final Path FOLDER = Path.of("target/test-keys");

    private TestKeys() {}

    /** The key that the publisher under test trusts. */
    public static SigningKey key() {
        try {
            return SigningKey.create(FOLDER.resolve("signing.pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file of its public half. */
    public static Path trusted() {
        Path file = FOLDER.resolve("trusted.pub");
        try {
            Files.writeString(file, key().publicKey().pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toAbsolutePath();
    }

    /** The verdict as a genuine tester signs it. */
    public static TestCompleted sign(TestCompleted verdict) {
        return sign(verdict, key());
    }

    /** The verdict, signed with this key. */
    public static TestCompleted sign(TestCompleted verdict, SigningKey key) {
        return verdict.signed(SignedEnvelope.of(statement(verdict).sign(key)));
    }

    static Statement statement(TestCompleted verdict) {
        return Statement.of(
                "staging/node", verdict.staged().digest(), TestResult.TYPE, result(verdict, verdict.verdict()));
    }

    static TestResult result(TestCompleted verdict, Verdict outcome) {
        return new TestResult(
                outcome == Verdict.APPROVED ? "PASSED" : "FAILED",
                List.of(),
                List.of("hello"),
                List.of(),
                EventJson.MAPPER.valueToTree(verdict.signed(null)));
    }
}

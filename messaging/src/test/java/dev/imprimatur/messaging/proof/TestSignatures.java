package dev.imprimatur.messaging.proof;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Signs as renderer, builder, tester and publisher do, with keys that the service under test trusts: below
 * {@code target/test-keys}.
 */
public final class TestSignatures {
    private static final Path FOLDER = Path.of("target/test-keys");

    private TestSignatures() {}

    /** Makes the key of each, as services do when they start. */
    public static void makeKeys() {
        Stream.of("tester", "publisher", "builder", "renderer").forEach(TestSignatures::key);
    }

    /** The tester's key. */
    public static SigningKey tester() {
        return key("tester");
    }

    /** The publisher's key. */
    public static SigningKey publisher() {
        return key("publisher");
    }

    /** The builder's key. */
    public static SigningKey builder() {
        return key("builder");
    }

    /** The renderer's key. */
    public static SigningKey renderer() {
        return key("renderer");
    }

    private static SigningKey key(String name) {
        return new OwnKey(
                        Optional.empty(),
                        Optional.of(FOLDER.resolve(name + ".pem")),
                        Optional.of(FOLDER.resolve(name + "s")))
                .load("events");
    }

    /** The event as a genuine publisher signs it. */
    public static PublishCompleted sign(PublishCompleted event) {
        return EventStatement.sign(event, publisher());
    }

    /** The event as a genuine publisher signs it. */
    public static RollbackCompleted sign(RollbackCompleted event) {
        return EventStatement.sign(event, publisher());
    }

    /** The event as a genuine publisher signs it. */
    public static MirrorCompleted sign(MirrorCompleted event) {
        return EventStatement.sign(event, publisher());
    }

    /** The event as a genuine renderer signs it. */
    public static RenderCompleted sign(RenderCompleted event) {
        return EventStatement.sign(event, renderer());
    }

    /** The event as a genuine renderer signs it. */
    public static RebuildCompleted sign(RebuildCompleted event) {
        return EventStatement.sign(event, renderer());
    }

    /** The event as a genuine builder signs it. */
    public static BuildCompleted sign(BuildCompleted event) {
        return EventStatement.sign(event, builder());
    }

    /** The verdict as a genuine tester signs it. */
    public static TestCompleted sign(TestCompleted verdict) {
        return sign(verdict, tester());
    }

    /** The verdict, signed with this key. */
    public static TestCompleted sign(TestCompleted verdict, SigningKey key) {
        TestResult result = new TestResult(
                verdict.verdict() == Verdict.APPROVED ? "PASSED" : "FAILED",
                List.of(),
                List.of(),
                List.of(),
                EventJson.MAPPER.valueToTree(verdict.signed(null)));
        Statement statement = Statement.of("staging/node", verdict.staged().digest(), TestResult.TYPE, result);
        return verdict.signed(SignedEnvelope.of(statement.sign(key)));
    }
}

package dev.imprimatur.messaging.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.SignedEnvelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A stranger rewrites what a builder reported of a genuine candidate. */
class TrustedSendersTest {
    private static final Instant NOW = Instant.now();
    private static final Instant SINCE = NOW.minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MILLIS);
    private static final Instant BEFORE = SINCE.minusMillis(1);

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private final BuildCompleted built = EventFixtures.event(BuildCompleted.class);
    private final ObjectNode signed = json(EventStatement.sign(built, key));

    /** A change of what was signed. */
    private interface Forgery {
        void of(ObjectNode event);
    }

    @BeforeEach
    void trustTheBuilder() throws IOException {
        Files.writeString(folder.resolve("builder.pub"), key.publicKey().pem());
    }

    @Test
    void whatABuilderSignedIsBelieved() {
        assertThatCode(() -> check(signed)).doesNotThrowAnyException();
    }

    /** As an output is cut in the middle of a pair of surrogates, and as the outbox sends it. */
    @Test
    void aFailureWhoseOutputBeginsWithinACharacterIsBelieved() throws IOException {
        FailureReport failure =
                new FailureReport("command-failed", false, "it failed", "echo \ud83d", 1, "\udce6 \ud83d\udce6");
        BuildCompleted failed = BuildCompletedBuilder.builder(built)
                .imageId(null)
                .staged(null)
                .failure(failure)
                .build();
        byte[] sent = EventJson.MAPPER
                .writeValueAsString(EventStatement.sign(failed, key))
                .getBytes(StandardCharsets.UTF_8);

        JsonNode received = EventJson.MAPPER.readTree(sent);

        check((ObjectNode) received);
        assertThat(received.at("/failure/output").textValue()).isEqualTo("\ufffd \ud83d\udce6");
    }

    static Stream<Forgery> forgeries() {
        return Stream.of(
                event -> event.put("staged", "localhost:5001/node-bookworm@sha256:" + "e".repeat(64)),
                event -> event.put("imageId", "sha256:" + "e".repeat(64)),
                event -> event.withArray("tests").removeAll(),
                event -> event.put("rebuildId", "r-another"),
                event -> event.put("logArtifact", "sha256:" + "e".repeat(64)),
                event -> ((ObjectNode) event.get("candidate")).put("image", "node/22.23.4/bookworm"),
                event -> {
                    event.remove(List.of("imageId", "staged"));
                    event.putObject("failure").put("kind", "forged").put("message", "forged");
                },
                event -> event.put("addedLater", "x"));
    }

    @ParameterizedTest
    @MethodSource("forgeries")
    void anotherDigestOtherTestsAFailureOrAnotherRebuildUnderAGenuineSignatureIsRefused(Forgery forgery) {
        forgery.of(signed);

        assertThatThrownBy(() -> check(signed))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("a builder signed something else than it says");
    }

    @Test
    void anotherKeyAndAnotherSignatureOfTheSameKeyAreRefused() {
        assertRefused(signedBy(SigningKey.generate()), "not trusted");
        assertRefused(json(built.signed(null)), "is not signed by a builder");
        SignedEnvelope ofAnotherTopic = EventStatement.sign(EventFixtures.event(PublishCompleted.class), key)
                .envelope();
        assertRefused(json(built.signed(ofAnotherTopic)), "something else");
    }

    @Test
    void aRetiredKeyTellsNothingNewAndARevokedOneNothingAtAll() throws IOException {
        Files.createDirectory(folder.resolve("retired"));
        Files.move(folder.resolve("builder.pub"), folder.resolve("retired/builder.pub"));

        assertRefused(signed, "is retired");
        assertThatCode(() -> builders(Unsigned.REFUSE).checkKept(built(signed), signed, NOW))
                .doesNotThrowAnyException();
        Files.delete(folder.resolve("retired/builder.pub"));
        assertRefused(signed, "not trusted");
        assertThatThrownBy(() -> builders(Unsigned.REFUSE).checkKept(built(signed), signed, NOW))
                .hasMessageContaining("not trusted");
    }

    @Test
    void whatIsKeptCountsWhileItsKeyIsNotRevokedThoughALaterReleaseSaidMore() throws IOException {
        TrustedSenders builders = builders(Unsigned.REFUSE);
        ObjectNode later = signed.deepCopy().without("envelope");
        later.put("addedLater", "x");
        BuildCompleted kept = built(later)
                .signed(SignedEnvelope.of(Statement.of(
                                built.key(), EventStatement.hash(later), EventStatement.TYPE, EventStatement.of(built))
                        .sign(key)));

        assertThat(builders.refusedSince(kept, NOW)).isEmpty();
        Files.createDirectory(folder.resolve("retired"));
        Files.move(folder.resolve("builder.pub"), folder.resolve("retired/builder.pub"));
        assertThat(builders.refusedSince(kept, NOW)).isEmpty();
        Files.delete(folder.resolve("retired/builder.pub"));
        assertThat(builders.refusedSince(kept, NOW)).hasValueSatisfying(why -> {
            assertThat(why.kind()).isEqualTo("signer-unknown");
            assertThat(why.retryable()).isFalse();
        });
        assertThat(builders.refusedSince(kept.signed(null), NOW))
                .as("let pass without a signature")
                .isEmpty();
    }

    @Test
    void ofAKeyThatIsDistrustedSinceSomeTimeWhatCameBeforeCountsAlsoWhenItIsReadAfter() throws IOException {
        limit("Received-Before");
        TrustedSenders builders = builders(Unsigned.REFUSE);

        assertThatCode(() -> builders.check(built(signed), signed, BEFORE)).doesNotThrowAnyException();
        assertThat(builders.isGenuine(built(signed), record(BEFORE))).isTrue();
        assertThat(builders.refusedSince(built(signed), BEFORE)).isEmpty();

        assertThatThrownBy(() -> builders.check(built(signed), signed, SINCE))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("distrusted since " + SINCE);
        assertThat(builders.isGenuine(built(signed), record(SINCE))).isFalse();
        for (Instant late : new Instant[] {SINCE, null}) {
            assertThat(builders.refusedSince(built(signed), late))
                    .hasValueSatisfying(why -> assertThat(why.kind()).isEqualTo("key-distrusted"));
        }
    }

    @Test
    void ofAKeyWhoseTimeIsOverWhatCameBeforeCountsAlsoWhenItIsReadAfter() throws IOException {
        limit("Not-After");
        TrustedSenders builders = builders(Unsigned.REFUSE);

        assertThatCode(() -> builders.check(built(signed), signed, BEFORE)).doesNotThrowAnyException();
        assertThatThrownBy(() -> builders.check(built(signed), signed, SINCE))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("expired at " + SINCE);
    }

    @Test
    void whatASenderSaysOfWhenItCameCountsForNothing() throws IOException {
        limit("Received-Before");
        ConsumerRecord<String, byte[]> saysSo = record(BEFORE, TimestampType.CREATE_TIME);

        assertThat(builders(Unsigned.REFUSE).isGenuine(built(signed), saysSo)).isFalse();
    }

    private void limit(String name) throws IOException {
        Files.writeString(
                folder.resolve("builder.pub"),
                name + ": " + SINCE + "\n" + key.publicKey().pem());
    }

    private ConsumerRecord<String, byte[]> record(Instant taken) {
        return record(taken, TimestampType.LOG_APPEND_TIME);
    }

    private ConsumerRecord<String, byte[]> record(Instant time, TimestampType type) {
        ConsumerRecord<String, byte[]> record = EventFixtures.record(BuildCompleted.class, signed.toString());
        return new ConsumerRecord<>(
                record.topic(),
                record.partition(),
                record.offset(),
                time.toEpochMilli(),
                type,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                record.key(),
                record.value(),
                record.headers(),
                Optional.empty());
    }

    @Test
    void duringAnUpgradeWhatIsNotSignedIsBelievedAndNoForgedSignatureIs() {
        ObjectNode unsigned = json(built.signed(null));
        ObjectNode forged = signedBy(SigningKey.generate());

        assertThatCode(() -> builders(Unsigned.ALLOW).check(built(unsigned), unsigned, NOW))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> builders(Unsigned.ALLOW).check(built(forged), forged, NOW))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("imprimatur.builds.keys");
    }

    private void assertRefused(ObjectNode event, String why) {
        assertThatThrownBy(() -> check(event))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining(why);
    }

    private void check(ObjectNode event) {
        builders(Unsigned.REFUSE).check(built(event), event, NOW);
    }

    private TrustedSenders builders(Unsigned unsigned) {
        return new TrustedSenders("a builder", "imprimatur.builds", List.of(folder), unsigned);
    }

    private ObjectNode signedBy(SigningKey another) {
        return json(EventStatement.sign(built, another));
    }

    private static BuildCompleted built(ObjectNode event) {
        return EventReader.read(EventFixtures.record(BuildCompleted.class, event.toString()), BuildCompleted.class);
    }

    private static ObjectNode json(BuildCompleted event) {
        try {
            JsonNode read = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
            return (ObjectNode) read;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

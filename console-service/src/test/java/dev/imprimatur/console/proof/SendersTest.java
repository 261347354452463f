package dev.imprimatur.console.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.Unsigned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each service has a folder of keys, and none speaks for another. */
class SendersTest {
    private static final RebuildCompleted END = EventFixtures.event(RebuildCompleted.class);

    @TempDir
    Path folder;

    private final SigningKey renderer = SigningKey.generate();
    private final SigningKey publisher = SigningKey.generate();

    @BeforeEach
    void trustThem() throws IOException {
        for (String each : List.of("renderers", "builders", "testers", "publishers")) {
            Files.createDirectory(folder.resolve(each));
        }
        Files.writeString(
                folder.resolve("renderers/key.pub"), renderer.publicKey().pem());
        Files.writeString(
                folder.resolve("publishers/key.pub"), publisher.publicKey().pem());
    }

    /** An event with the one whose key is to sign it. */
    private record Sent<E extends SignedEvent<E>>(Class<E> type, boolean byPublisher) {
        E event() {
            return EventFixtures.event(type);
        }

        E signed(SigningKey key) {
            return EventStatement.sign(event(), key);
        }
    }

    static Stream<Sent<?>> sent() {
        return Stream.of(
                new Sent<>(RenderCompleted.class, false),
                new Sent<>(RebuildCompleted.class, false),
                new Sent<>(PublishCompleted.class, true),
                new Sent<>(MirrorCompleted.class, true),
                new Sent<>(RollbackCompleted.class, true));
    }

    @ParameterizedTest
    @MethodSource("sent")
    void onlyWhatItsSendersKeySignedIsShown(Sent<?> sent) {
        SignedEvent<?> genuine = sent.signed(sent.byPublisher() ? publisher : renderer);
        assertThatCode(() -> check(Unsigned.REFUSE, genuine)).doesNotThrowAnyException();
        assertThat(senders(Unsigned.REFUSE).isGenuine(genuine, record(genuine))).isTrue();

        assertRefused(Unsigned.REFUSE, sent.signed(sent.byPublisher() ? renderer : publisher));
        assertRefused(Unsigned.REFUSE, sent.event());
    }

    @ParameterizedTest
    @MethodSource("sent")
    void duringAnUpgradeWhatIsNotSignedIsShownAndNoForgedSignatureIs(Sent<?> sent) {
        assertThatCode(() -> check(Unsigned.ALLOW, sent.event())).doesNotThrowAnyException();
        assertRefused(Unsigned.ALLOW, sent.signed(SigningKey.generate()));
    }

    @Test
    void aRetiredKeyTellsNothingNewAndWhatItToldIsShownInALostDatabaseAgain() throws IOException {
        RebuildCompleted told = EventStatement.sign(END, renderer);
        Files.createDirectory(folder.resolve("renderers/retired"));
        Files.move(folder.resolve("renderers/key.pub"), folder.resolve("renderers/retired/key.pub"));

        assertThatThrownBy(() -> check(Unsigned.REFUSE, told)).hasMessageContaining("is retired");
        assertThat(senders(Unsigned.REFUSE).isGenuine(told, record(told))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("sent")
    void ofAKeyThatIsDistrustedSinceSomeTimeWhatCameBeforeIsShown(Sent<?> sent) throws IOException {
        SigningKey key = sent.byPublisher() ? publisher : renderer;
        Instant since = Instant.now().minusSeconds(3600);
        Files.writeString(
                folder.resolve(sent.byPublisher() ? "publishers/key.pub" : "renderers/key.pub"),
                "Received-Before: " + since + "\n" + key.publicKey().pem());
        SignedEvent<?> event = sent.signed(key);

        assertThatCode(() -> senders(Unsigned.REFUSE).check(event, json(event), since.minusMillis(1)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> senders(Unsigned.REFUSE).check(event, json(event), since))
                .hasMessageContaining("distrusted since");
    }

    private void assertRefused(Unsigned rule, SignedEvent<?> event) {
        assertThatThrownBy(() -> check(rule, event)).isInstanceOf(BadEventException.class);
        assertThat(senders(rule).isGenuine(event, record(event))).isFalse();
    }

    private void check(Unsigned rule, SignedEvent<?> event) {
        senders(rule).check(event, json(event), Instant.now());
    }

    private static ConsumerRecord<String, byte[]> record(SignedEvent<?> event) {
        return EventFixtures.record(event.getClass(), json(event).toString());
    }

    private static ObjectNode json(SignedEvent<?> event) {
        try {
            JsonNode read = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
            return (ObjectNode) read;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Senders senders(Unsigned rule) {
        return new Senders(
                new OrderConfig() {
                    @Override
                    public List<Path> keys() {
                        return List.of(folder.resolve("renderers"));
                    }

                    @Override
                    public Unsigned unsigned() {
                        return rule;
                    }
                },
                new BuildsConfig() {
                    @Override
                    public List<Path> keys() {
                        return List.of(folder.resolve("builders"));
                    }

                    @Override
                    public Unsigned unsigned() {
                        return rule;
                    }
                },
                () -> List.of(folder.resolve("testers")),
                new PublicationsConfig() {
                    @Override
                    public List<Path> keys() {
                        return List.of(folder.resolve("publishers"));
                    }

                    @Override
                    public Unsigned unsigned() {
                        return rule;
                    }
                });
    }
}

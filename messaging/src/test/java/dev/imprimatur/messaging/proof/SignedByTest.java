package dev.imprimatur.messaging.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.time.SharedClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedByTest {
    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private SignedBy publisher;
    private ObjectNode signed;

    @BeforeEach
    void trustThePublisher() throws Exception {
        Files.writeString(folder.resolve("publisher.pub"), key.publicKey().pem());
        publisher = new SignedBy("a publisher", TrustedSigners.of(List.of(folder), SharedClock.UTC));
        signed = json(EventStatement.sign(EventFixtures.event(PublishCompleted.class), key));
    }

    @Test
    void whatThePublisherSignedIsBelieved() {
        assertThatCode(() -> check(signed)).doesNotThrowAnyException();
        assertThat(event(signed).digest())
                .isEqualTo(EventFixtures.event(PublishCompleted.class).digest());
    }

    @Test
    void noFieldCanBeAnotherOrGoOrBeAdded() {
        for (var field : List.copyOf(signed.properties())) {
            if (!field.getKey().equals("envelope")) {
                ObjectNode without = signed.deepCopy().without(field.getKey());
                assertThatThrownBy(() -> check(without)).as("without " + field.getKey());
                assertRefused(another(field.getKey(), field.getValue()));
            }
        }
        assertRefused(signed.deepCopy().put("addedLater", true));
        assertRefused(signed.deepCopy().put("unchanged", true));
        ObjectNode tagged = signed.deepCopy();
        ((ObjectNode) tagged.at("/tags/0")).put("reference", "attacker.example/node:22");
        assertRefused(tagged);
    }

    private ObjectNode another(String field, JsonNode value) {
        ObjectNode mutant = signed.deepCopy();
        switch (field) {
            case "digest" -> mutant.put(field, "sha256:" + "e".repeat(64));
            case "candidate" -> ((ObjectNode) mutant.get(field)).put("image", "node/22.23.4/bookworm");
            case "occurredAt" -> mutant.put(field, "2027-01-01T00:00:00Z");
            case "tags", "mirrors" -> mutant.withArray(field).remove(0);
            case "log", "change" -> mutant.putObject(field);
            case "revision" -> mutant.put(field, value.intValue() + 1);
            default -> mutant.put(field, "other");
        }
        return mutant;
    }

    @Test
    void aLaterPublishersFieldsAreBelievedIfTheyAreSigned() {
        ObjectNode later = signed.deepCopy().put("addedLater", "x").without("envelope");
        PublishCompleted event = EventFixtures.event(PublishCompleted.class);
        later.set(
                "envelope",
                Statement.of(event.key(), EventStatement.hash(later), EventStatement.TYPE, EventStatement.of(event))
                        .sign(key)
                        .json());

        assertThatCode(() -> check(later)).doesNotThrowAnyException();
    }

    @Test
    void noOtherKeyAndNoOtherSignatureOfTheSameKeyCounts() {
        PublishCompleted event = event(signed);
        assertThatThrownBy(() -> check(json(event.signed(null)))).hasMessageContaining("not signed by a publisher");
        assertThatThrownBy(() -> check(json(EventStatement.sign(event, SigningKey.generate()))))
                .hasMessageContaining("not trusted");
        var order = Order.sign(event.candidate().placed(7, 7), new RebuildId("r-1"), key)
                .order();
        assertThatThrownBy(() -> check(json(event.signed(order)))).isInstanceOf(AttestationException.class);
    }

    @Test
    void aRetiredKeyVouchesForWhatCameBeforeOnly() throws Exception {
        Files.createDirectory(folder.resolve("retired"));
        Files.move(folder.resolve("publisher.pub"), folder.resolve("retired/publisher.pub"));

        assertThatThrownBy(() -> check(signed)).hasMessageContaining("is retired");
        assertThatCode(() -> publisher.checkKept(event(signed), signed, Instant.now()))
                .doesNotThrowAnyException();
        Files.delete(folder.resolve("retired/publisher.pub"));
        assertThatThrownBy(() -> publisher.checkKept(event(signed), signed, Instant.now()))
                .hasMessageContaining("not trusted");
    }

    private void assertRefused(ObjectNode mutant) {
        assertThatThrownBy(() -> check(mutant)).as(mutant.toString()).isInstanceOf(AttestationException.class);
    }

    private void check(ObjectNode json) {
        publisher.check(event(json), json, Instant.now());
    }

    private static PublishCompleted event(ObjectNode json) {
        ConsumerRecord<String, byte[]> record = EventFixtures.record(PublishCompleted.class, json.toString());
        return EventReader.read(record, PublishCompleted.class);
    }

    private static ObjectNode json(PublishCompleted event) {
        try {
            return (ObjectNode) EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsString(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.imprimatur.messaging.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackOrdered;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdersTest {
    private static final RebuildId REBUILD = new RebuildId("r-0123456789ab");

    @TempDir
    Path folder;

    private final SigningKey key = SigningKey.generate();
    private Orders orders;
    private Candidate signed;

    @BeforeEach
    void trustTheRenderer() throws Exception {
        Files.writeString(folder.resolve("renderer.pub"), key.publicKey().pem());
        orders = new Orders(List.of(folder));
        signed = Order.sign(
                EventFixtures.event(RenderCompleted.class).candidate().placed(1_795_593_600_123L, 7), REBUILD, key);
    }

    @Test
    void whatTheRendererSignedIsBelievedAlsoAfterAWayThroughJson() throws Exception {
        Candidate travelled = EventJson.MAPPER.readValue(EventJson.MAPPER.writeValueAsString(signed), Candidate.class);

        assertThat(travelled).isEqualTo(signed);
        assertThatCode(() -> orders.check(travelled, REBUILD)).doesNotThrowAnyException();
    }

    @Test
    void noFieldCanBeAnother() throws Exception {
        ObjectNode json = EventJson.MAPPER.valueToTree(signed);
        for (var field : List.copyOf(json.properties())) {
            if (!field.getKey().equals("order")) {
                Candidate mutant = EventJson.MAPPER.treeToValue(
                        json.deepCopy().set(field.getKey(), another(field.getKey(), field.getValue())),
                        Candidate.class);
                assertThatThrownBy(() -> orders.check(mutant, REBUILD))
                        .as(field.getKey())
                        .isInstanceOf(AttestationException.class);
            }
        }
        assertThatThrownBy(() -> orders.check(signed, new RebuildId("r-1")))
                .hasMessageContaining("another place, or for something else");
    }

    private static JsonNode another(String field, JsonNode value) throws Exception {
        return EventJson.MAPPER.readTree(
                switch (field) {
                    case "image" -> "\"node/22.23.4/bookworm\"";
                    case "pinned", "aliases" -> "[\"node:99\"]";
                    case "bases" -> "[]";
                    case "priority" -> "\"security\"";
                    case "madeFrom" -> "{}";
                    case "allow" -> "[\"backward\"]";
                    case "causes" -> "[{\"kind\":\"base-changed\"}]";
                    case "endOfLife" -> "\"2030-01-01\"";
                    case "buildId" -> "\"" + "1".repeat(64) + "\"";
                    case "published" -> "\"sha256:" + "1".repeat(64) + "\"";
                    default -> value.isNumber() ? String.valueOf(value.longValue() + 1) : "\"other\"";
                });
    }

    @Test
    void withoutASignatureOrAPlaceNothingIsBelieved() {
        assertThatThrownBy(() -> orders.check(signed.ordered(null), REBUILD)).hasMessageContaining("is not signed");
        assertThatThrownBy(() ->
                        orders.check(EventFixtures.event(RenderCompleted.class).candidate(), REBUILD))
                .hasMessageContaining("has no place");
        assertThatThrownBy(() -> orders.check(Order.sign(signed, REBUILD, SigningKey.generate()), REBUILD))
                .hasMessageContaining("not trusted");
    }

    @Test
    void aRetiredKeyVouchesForWhatCameBeforeOnly() throws Exception {
        Files.createDirectory(folder.resolve("retired"));
        Files.move(folder.resolve("renderer.pub"), folder.resolve("retired/renderer.pub"));

        assertThatThrownBy(() -> orders.check(signed, REBUILD)).hasMessageContaining("is retired");
        assertThatCode(() -> orders.checkKept(signed, REBUILD)).doesNotThrowAnyException();
        Files.delete(folder.resolve("retired/renderer.pub"));
        assertThatThrownBy(() -> orders.checkKept(signed, REBUILD)).hasMessageContaining("not trusted");
    }

    @Test
    void aRollbacksPlaceIsSignedForItsRequest() {
        RollbackOrdered rollback = Order.sign(EventFixtures.event(RollbackOrdered.class), key);

        assertThatCode(() -> orders.check(rollback)).doesNotThrowAnyException();
        assertThatThrownBy(() -> orders.check(new RollbackOrdered(
                        rollback.eventId(),
                        rollback.occurredAt(),
                        rollback.rebuildId(),
                        rollback.request(),
                        rollback.place() + 1,
                        rollback.order())))
                .isInstanceOf(AttestationException.class);
    }

    /**
     * What is signed may not change from release to release: a field that is dropped or added breaks what is under way.
     */
    @Test
    void theHashIsAsRecorded() {
        assertThat(signed.ordered(null).hash().value())
                .isEqualTo("sha256:a2192fdececa958cd1b9bbab63d8805aa83e53ee66dd94e56f718642ef8ba288");
        assertThat(signed.keeping(signed.aliases()).hash()).isEqualTo(signed.hash());
    }
}

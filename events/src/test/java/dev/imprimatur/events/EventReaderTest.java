package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventReaderTest {
    private static final Instant TAKEN = Instant.parse("2026-11-24T03:00:00Z");

    @Test
    void aBareObjectIsEnoughToAskForARebuild() {
        RebuildRequested event = readRequest("{\"type\":\"rebuild-all\"}");

        assertThat(event.eventId()).isEqualTo("rebuild-requested-3-7-1795489200000");
        assertThat(event.rebuildId()).isEqualTo(RebuildId.ofEvent("rebuild-requested-3-7-1795489200000"));
        assertThat(event.priority()).isEqualTo(Priority.MANUAL);
        assertThat(event.occurredAt()).isNotNull();
        assertThat(event.reason()).isEqualTo("requested");
    }

    @Test
    void theSamePlaceAtAnotherTimeIsAnotherEvent() {
        String bare = "{\"type\":\"rebuild-all\"}";
        RebuildRequested event = readRequest(bare);
        RebuildRequested afterKafkaLostItsTopics = EventReader.read(
                EventFixtures.record(RebuildRequested.class, bare, Instant.parse("2026-11-25T03:00:00Z")),
                RebuildRequested.class);

        assertThat(readRequest(bare).eventId()).isEqualTo(event.eventId());
        assertThat(afterKafkaLostItsTopics.rebuildId()).isNotEqualTo(event.rebuildId());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9999-12-31T00:00:00Z", "1970-01-01T00:00:00Z", "2026-11-24T03:10:01Z", "2026-11-24T02:49:59Z"})
    void aRequestThatSaysAnotherTimeHasThatOfItsRecord(String time) {
        String said = "\"occurredAt\":\"" + time + "\"}";
        Map.<Class<? extends Event>, String>of(
                        RebuildRequested.class, "{\"type\":\"rebuild-all\",",
                        RebuildCancelRequested.class, "{\"rebuildId\":\"r\",",
                        RollbackRequested.class, "{\"reference\":\"node:22\",")
                .forEach((type, json) -> assertThat(
                                EventReader.read(EventFixtures.record(type, json + said, TAKEN), type)
                                        .occurredAt())
                        .isEqualTo(TAKEN));
    }

    @Test
    void theClockOfARequesterMayBeWrongByMinutes() {
        assertThat(readRequest("{\"type\":\"rebuild-all\",\"occurredAt\":\"2026-11-24T02:51:00Z\"}")
                        .occurredAt())
                .isEqualTo("2026-11-24T02:51:00Z");
    }

    @Test
    void aRebuildMayTakeThirtyDays() {
        assertThat(readRequest("{\"type\":\"rebuild-all\",\"timeout\":\"PT720H\"}")
                        .timeout())
                .isEqualTo(RebuildRequested.LONGEST);
    }

    @Test
    void whatIsStaleAndWhatIsAllowedAreOptional() {
        RebuildRequested event = readRequest("{\"type\":\"rebuild-stale\",\"allow\":[\"vanish\",\"backward\"]}");

        assertThat(event.select()).isNull();
        assertThat(event.allow()).containsExactly(Allowance.VANISH, Allowance.BACKWARD);
        assertThat(readRequest("{\"type\":\"rebuild-all\"}").allow()).isEmpty();
    }

    @Test
    void binaryModeTakesTheIdFromTheHeaders() {
        ConsumerRecord<String, byte[]> record =
                EventFixtures.record(RebuildRequested.class, "{\"type\":\"rebuild-all\"}");
        record.headers().add("ce_id", "from-header".getBytes(StandardCharsets.UTF_8));
        record.headers().add("ce_type", "dev.imprimatur.rebuild-requested.v1".getBytes(StandardCharsets.UTF_8));

        assertThat(EventReader.read(record, RebuildRequested.class).eventId()).isEqualTo("from-header");
    }

    @Test
    void structuredModeIsUnderstood() {
        RebuildRequested event = readRequest("""
                {"specversion":"1.0","id":"s1","source":"/me","type":"dev.imprimatur.rebuild-requested.v1",
                 "data":{"type":"rebuild-selected","select":"node/*/*"}}""");

        assertThat(event.eventId()).isEqualTo("s1");
        assertThat(event.select()).isEqualTo("node/*/*");
    }

    @Test
    void anotherTypeIsRefused() {
        ConsumerRecord<String, byte[]> record =
                EventFixtures.record(RebuildRequested.class, "{\"type\":\"rebuild-all\"}");
        record.headers().add("ce_type", "com.example.other".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(() -> EventReader.read(record, RebuildRequested.class))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("com.example.other")
                .hasMessageContaining("expected dev.imprimatur.rebuild-requested.v1");
    }

    /** PostgreSQL has none: the driver makes a question mark of it, and nothing finds that again. */
    @Test
    void halfAPairOfCharactersIsNoIdentity() {
        ConsumerRecord<String, byte[]> id =
                EventFixtures.record(RebuildCancelRequested.class, "{\"rebuildId\":\"x\",\"eventId\":\"\\ud800\"}");
        ConsumerRecord<String, byte[]> source = EventFixtures.record(RebuildCancelRequested.class, """
                {"specversion":"1.0","id":"1","source":"/\\udc00","type":"dev.imprimatur.rebuild-cancel-requested.v1",
                 "data":{"rebuildId":"x"}}""");
        for (ConsumerRecord<String, byte[]> record : List.of(id, source)) {
            assertThatThrownBy(() -> EventReader.received(record, RebuildCancelRequested.class))
                    .isInstanceOf(BadEventException.class)
                    .hasMessageContaining("no half of a pair");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "garbage|the message is not JSON",
                "[1]|expected a JSON object, found ARRAY",
                "{}|field 'type': 'null' is unknown, expected rebuild-all, rebuild-selected or rebuild-stale",
                "{'type':'rebuild-some'}|field 'type': 'rebuild-some' is unknown",
                "{'type':'rebuild-selected'}|field 'select': required for rebuild-selected",
                "{'type':'rebuild-all','select':'node'}|field 'select': required for rebuild-selected",
                "{'type':'rebuild-stale','select':' '}|field 'select': required for rebuild-selected",
                "{'type':'rebuild-all','allow':['all']}|'all' cannot be allowed, expected backward, takeover or vanish",
                "{'type':'rebuild-all','priority':'now'}|field 'priority': not a priority: 'now'",
                "{'type':'rebuild-all','rebuildId':'a b'}|field 'rebuildId': not a rebuild's id: 'a b'",
                "{'type':'rebuild-all','occurredAt':'yesterday'}|field 'occurredAt'",
                "{'type':'rebuild-all','occurredAt':''}|field 'occurredAt': expected a time from 1970",
                "{'type':'rebuild-all','occurredAt':'-1000000000-01-01T00:00:00Z'}|field 'occurredAt': expected a time",
                "{'type':'rebuild-all','occurredAt':'+10000-01-01T00:00:00Z'}|field 'occurredAt': expected a time",
                "{'type':'rebuild-all','timeout':'PT2562047788015215H'}|field 'timeout': PT720H is the most",
                "{'type':'rebuild-all','timeout':'PT720H0.001S'}|field 'timeout': PT720H is the most",
                "{'type':'rebuild-all','timeout':1e300}|field 'timeout'",
            })
    void whatIsWrongIsSaidWithTheField(String json, String message) {
        assertThatThrownBy(() -> readRequest(json.replace('\'', '"')))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anApprovalWithoutAPassedTestIsNone() {
        String text = EventFixtures.text(TestCompleted.class).replace("\"passed\"", "\"failed\"");

        assertThatThrownBy(() -> EventReader.read(EventFixtures.record(TestCompleted.class, text), TestCompleted.class))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("field 'verdict': approved, but");
    }

    @Test
    void aVerdictFromBeforeSignaturesReadsAsNotSigned() throws Exception {
        ObjectNode json = (ObjectNode) EventJson.MAPPER.readTree(EventFixtures.text(TestCompleted.class));
        json.remove("envelope");

        TestCompleted event =
                EventReader.read(EventFixtures.record(TestCompleted.class, json.toString()), TestCompleted.class);

        assertThat(event.envelope()).isNull();
        assertThat(event).isEqualTo(EventFixtures.event(TestCompleted.class).signed(null));
    }

    @Test
    void theJsonOfAnEventKeepsWhatItsTypeDoesNotKnow() {
        ConsumerRecord<String, byte[]> record =
                EventFixtures.record(RebuildRequested.class, "{\"type\":\"rebuild-all\",\"later\":1}");

        ObjectNode json = EventReader.json(record, RebuildRequested.class);

        assertThat(json.path("later").asInt()).isEqualTo(1);
        assertThat(json.path("eventId").asText()).isEqualTo("rebuild-requested-3-7-1795489200000");
    }

    @Test
    void anArchiveIsWhatItsDigestSays() {
        String text = EventFixtures.text(RenderCompleted.class).replaceFirst("\"tar\": \"..", "\"tar\": \"AA");

        assertThatThrownBy(() ->
                        EventReader.read(EventFixtures.record(RenderCompleted.class, text), RenderCompleted.class))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("the archive's bytes are not those of digest");
    }

    @ParameterizedTest
    @CsvSource({
        "reason,2048",
        "requestedBy,256",
    })
    void aTextOfARequestHasALimit(String field, int most) {
        assertThat(readRequest("{\"type\":\"rebuild-all\",\"%s\":\"%s\"}".formatted(field, "a".repeat(most))))
                .isNotNull();
        assertThatThrownBy(() -> readRequest(
                        "{\"type\":\"rebuild-all\",\"%s\":\"%s\"}".formatted(field, "ä".repeat(most / 2 + 1))))
                .isInstanceOf(BadEventException.class)
                .hasMessage("field '%s': has %d bytes, and %d are the most; shorten it", field, most + 2, most);
    }

    @Test
    void everyTextOfEveryRequestHasALimit() {
        String much = "a".repeat(10_000);
        assertThatThrownBy(() -> readRequest("{\"type\":\"rebuild-selected\",\"select\":\"" + much + "\"}"))
                .hasMessageContaining("field 'select'");
        for (String field : List.of("reason", "requestedBy")) {
            assertThatThrownBy(() -> EventReader.read(
                            EventFixtures.record(
                                    RebuildCancelRequested.class,
                                    "{\"rebuildId\":\"r\",\"%s\":\"%s\"}".formatted(field, much)),
                            RebuildCancelRequested.class))
                    .hasMessageContaining("field '" + field + "'");
        }
        for (String field : List.of("reference", "to", "reason", "requestedBy")) {
            String reference = field.equals("reference") ? "" : "\"reference\":\"node:22\",";
            assertThatThrownBy(() -> EventReader.read(
                            EventFixtures.record(
                                    RollbackRequested.class, "{%s\"%s\":\"%s\"}".formatted(reference, field, much)),
                            RollbackRequested.class))
                    .hasMessageContaining("field '" + field + "'");
        }
    }

    @Test
    void aTextHoldsNoControlCharacters() {
        assertThat(readRequest("{\"type\":\"rebuild-all\",\"reason\":\"two\\nlines\"}")
                        .reason())
                .isEqualTo("two\nlines");
        assertThatThrownBy(() -> readRequest("{\"type\":\"rebuild-all\",\"reason\":\"\\u001b[2J\"}"))
                .hasMessageContaining("control characters");
        assertThatThrownBy(() -> readRequest("{\"type\":\"rebuild-all\",\"requestedBy\":\"a\\nb\"}"))
                .hasMessageContaining("control characters");
    }

    @Test
    void whatAReasonCitesIsCutAndOnOneLine() {
        assertThatThrownBy(() -> readRequest("{\"type\":\"x\\n" + "y".repeat(5000) + "\"}"))
                .isInstanceOf(BadEventException.class)
                .satisfies(thrown ->
                        assertThat(thrown.getMessage()).hasSizeLessThan(1100).doesNotContain("\n"));
    }

    private static RebuildRequested readRequest(String json) {
        return EventReader.read(EventFixtures.record(RebuildRequested.class, json), RebuildRequested.class);
    }
}

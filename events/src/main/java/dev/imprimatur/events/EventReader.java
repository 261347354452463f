package dev.imprimatur.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads an event from a Kafka record: a CloudEvent 1.0 in binary mode, one in structured mode, or a bare JSON object as
 * any Kafka client can send it. What a bare object lacks comes from the record: its place is its identity.
 */
public final class EventReader {
    private static final String EVENT_ID = "eventId";
    private static final String REBUILD_ID = "rebuildId";
    private static final String OCCURRED_AT = "occurredAt";
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
    /** A request whose time is further than this from that of its record has the record's. */
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(10);
    /** Their rebuild's id is derived where the sender gave none. */
    private static final Set<Class<? extends Event>> REQUESTS = Set.of(RebuildRequested.class, RollbackRequested.class);

    private EventReader() {}

    /**
     * An event as it was received.
     *
     * @param event what it says
     * @param identity which one it is
     * @param json its JSON as it came, with identity and time if it came without, or with another time than the event
     *     has; what it holds beyond the fields of the event's type is still there
     */
    public record Received<E extends Event>(E event, EventIdentity identity, ObjectNode json) {}

    /** What a record holds, in either mode: CloudEvents' attributes, null where there are none, and the data. */
    private record Content(String type, String source, String id, ObjectNode data) {}

    /**
     * The event in this record.
     *
     * @throws BadEventException if the record holds no such event; the message names the field
     */
    public static <E extends Event> E read(ConsumerRecord<String, byte[]> record, Class<E> type) {
        return received(record, type).event();
    }

    /**
     * The event in this record, and its identity. The source of an event that names none is its topic.
     *
     * @throws BadEventException if the record holds no such event; the message names the field
     */
    public static <E extends Event> Received<E> received(ConsumerRecord<String, byte[]> record, Class<E> type) {
        Content content = content(record, type);
        ObjectNode json = completed(content, record, type);
        try {
            E event = timed(convert(json, type), json, record, type);
            event.checkTexts();
            return new Received<>(
                    event,
                    new EventIdentity(
                            record.topic(), content.source == null ? record.topic() : content.source, event.eventId()),
                    json);
        } catch (IllegalArgumentException e) {
            throw new BadEventException(e.getMessage());
        }
    }

    /** The event with a time that counts: who sends a request may write any into it, and by times lists are ordered. */
    private static <E extends Event> E timed(
            E event, ObjectNode json, ConsumerRecord<String, byte[]> record, Class<E> type) {
        checkTime(event.occurredAt());
        boolean told = !(event instanceof RebuildRequested
                || event instanceof RebuildCancelRequested
                || event instanceof RollbackRequested);
        Instant taken = time(record);
        if (told || Duration.between(taken, event.occurredAt()).abs().compareTo(CLOCKS_DIFFER) <= 0) {
            return event;
        }
        return convert(json.deepCopy().put(OCCURRED_AT, taken.toString()), type);
    }

    private static Instant time(ConsumerRecord<String, byte[]> record) {
        return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    }

    private static void checkTime(Instant time) {
        if (time == null || time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException(
                    "field 'occurredAt': expected a time from " + Instant.EPOCH + " to " + LATEST + ", not " + time);
        }
    }

    /**
     * The event's JSON as it came, with identity and time if it came without. What it holds beyond the fields of the
     * event's type is still there.
     *
     * @throws BadEventException if the record holds no JSON object, or one of another type of event
     */
    public static ObjectNode json(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        return completed(content(record, type), record, type);
    }

    private static Content content(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        ObjectNode json = object(record.value(), "the message");
        Content content = json.hasNonNull("specversion")
                ? new Content(text(json, "type"), text(json, "source"), text(json, "id"), object(json.path("data")))
                : new Content(header(record, "ce_type"), header(record, "ce_source"), header(record, "ce_id"), json);
        String expected = Topic.of(type).cloudEventType();
        if (content.type != null && !content.type.equals(expected)) {
            throw new BadEventException(
                    "CloudEvents type '" + content.type + "' on topic " + record.topic() + ", expected " + expected);
        }
        return content;
    }

    private static ObjectNode completed(
            Content content, ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        ObjectNode json = content.data;
        putIfAbsent(json, EVENT_ID, content.id == null ? place(record) : content.id);
        putIfAbsent(json, OCCURRED_AT, time(record).toString());
        if (content.source != null && REQUESTS.contains(type)) {
            // Ids are each sender's own: those of two senders that both count from 1 are two requests.
            putIfAbsent(
                    json,
                    REBUILD_ID,
                    RebuildId.ofEvent(content.source + " " + json.path(EVENT_ID).asText())
                            .value());
        }
        return json;
    }

    /** The text of this attribute, or null. */
    private static String text(ObjectNode json, String name) {
        String text = json.path(name).asText("");
        return text.isEmpty() ? null : text;
    }

    private static <E extends Event> E convert(ObjectNode json, Class<E> type) {
        try {
            return EventJson.MAPPER.treeToValue(json, type);
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                    .collect(Collectors.joining("."));
            Throwable cause = e.getCause() instanceof IllegalArgumentException ? e.getCause() : e;
            String message = cause == e ? e.getOriginalMessage() : cause.getMessage();
            throw new BadEventException((field.isEmpty() ? "" : "field '" + field + "': ") + message);
        } catch (JsonProcessingException e) {
            throw new BadEventException(e.getOriginalMessage());
        }
    }

    private static ObjectNode object(byte[] value, String what) {
        if (value == null || value.length == 0) {
            throw new BadEventException(what + " is empty, expected a JSON object");
        }
        try {
            return object(EventJson.MAPPER.readTree(value));
        } catch (JsonProcessingException e) {
            throw new BadEventException(what + " is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new BadEventException(what + " is not JSON: " + e.getMessage());
        }
    }

    private static ObjectNode object(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new BadEventException("expected a JSON object, found " + node.getNodeType());
    }

    private static void putIfAbsent(ObjectNode json, String field, String value) {
        if (!json.hasNonNull(field)) {
            json.put(field, value);
        }
    }

    /** The time too: offsets begin again at 0 where Kafka lost its topics. */
    private static String place(ConsumerRecord<String, byte[]> record) {
        return record.topic() + "-" + record.partition() + "-" + record.offset() + "-" + record.timestamp();
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null || header.value() == null || header.value().length == 0
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }
}

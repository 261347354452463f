package dev.imprimatur.messaging.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Reads an event from a Kafka record: a CloudEvent 1.0 in binary mode, one in structured mode, or a bare JSON object
 * as any Kafka client can send it. What a bare object lacks comes from the record: its place is its identity.
 */
public final class EventReader {
    private EventReader() {}

    /**
     * The event in this record.
     *
     * @throws BadEventException if the record holds no such event; the message names the field
     */
    public static <E extends Event> E read(ConsumerRecord<String, byte[]> record, Class<E> type) {
        return convert(json(record, type), type);
    }

    /**
     * The event's JSON as it came, with identity and time if it came without. What it holds beyond the fields of the
     * event's type is still there.
     *
     * @throws BadEventException if the record holds no JSON object, or one of another type of event
     */
    public static ObjectNode json(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        ObjectNode json = object(record.value(), "the message");
        String cloudEventType = header(record, "ce_type");
        String id = header(record, "ce_id");
        if (json.hasNonNull("specversion")) {
            cloudEventType = json.path("type").asText(null);
            id = json.path("id").asText(null);
            json = object(json.path("data"));
        }
        String expected = Topic.of(type).cloudEventType();
        if (cloudEventType != null && !cloudEventType.equals(expected)) {
            throw new BadEventException(
                    "CloudEvents type '" + cloudEventType + "' on topic " + record.topic() + ", expected " + expected);
        }
        putIfAbsent(json, "eventId", id == null ? place(record) : id);
        putIfAbsent(json, "occurredAt", Instant.ofEpochMilli(record.timestamp()).toString());
        return json;
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
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}

package dev.imprimatur.messaging.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * What a service signs of an event that it sends: the predicate of an in-toto statement whose subject is the hash of
 * the event's JSON, all of it but the envelope.
 *
 * @param topic the event's topic, so that it is no event of another one
 * @param rebuild the rebuild's id
 * @param image the image, or what else the event is about
 */
public record EventStatement(String topic, String rebuild, String image) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/event/v1";

    private static final String ENVELOPE = "envelope";

    /** The event with its sender's signature. */
    public static <E extends SignedEvent<E>> E sign(E event, SigningKey key) {
        ObjectNode json = json(event);
        return event.signed(SignedEnvelope.of(
                Statement.of(event.key(), hash(json), TYPE, of(event)).sign(key)));
    }

    static EventStatement of(Event event) {
        return new EventStatement(
                Topic.of(event.getClass()).topic(), event.rebuildId().value(), event.key());
    }

    /**
     * What stands for all of an event's JSON but the envelope. Fields that only a later release knows are part of it;
     * their order is not.
     */
    static Digest hash(ObjectNode event) {
        ObjectNode said = event.deepCopy().without(ENVELOPE);
        try {
            Object plain = EventJson.MAPPER.treeToValue(said, Object.class);
            return Digest.of(EventJson.MAPPER
                    .writer()
                    .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsBytes(plain));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written", e);
        }
    }

    /** As a receiver reads it. */
    private static ObjectNode json(Event event) {
        try {
            JsonNode read = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsBytes(event));
            return (ObjectNode) read;
        } catch (IOException e) {
            throw new UncheckedIOException("what was written as JSON can be read", e);
        }
    }
}

package dev.imprimatur.events;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** One recorded event a kind: the contract between services, and what their tests are fed with. */
public final class EventFixtures {
    private EventFixtures() {}

    /** The fixture's JSON text. */
    public static String text(Class<? extends Event> type) {
        String name = "/events/" + Topic.of(type).topic() + ".json";
        try (InputStream stream = EventFixtures.class.getResourceAsStream(name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fixture as an event. */
    public static <E extends Event> E event(Class<E> type) {
        return EventReader.read(record(type, text(type)), type);
    }

    /** A record of the event's topic with this value, of when the recorded request was. */
    public static ConsumerRecord<String, byte[]> record(Class<? extends Event> type, String value) {
        return record(
                type,
                value,
                Instant.parse(type == RollbackRequested.class ? "2026-11-24T08:00:00Z" : "2026-11-24T03:00:00Z"));
    }

    static ConsumerRecord<String, byte[]> record(Class<? extends Event> type, String value, Instant time) {
        return new ConsumerRecord<>(
                Topic.of(type).topic(),
                3,
                7,
                time.toEpochMilli(),
                TimestampType.CREATE_TIME,
                ConsumerRecord.NULL_SIZE,
                ConsumerRecord.NULL_SIZE,
                "key",
                value.getBytes(StandardCharsets.UTF_8),
                new RecordHeaders(),
                Optional.empty());
    }
}

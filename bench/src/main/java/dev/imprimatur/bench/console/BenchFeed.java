package dev.imprimatur.bench.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** Sends events to the broker, and sees in the database which of them the console has recorded. */
final class BenchFeed implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final long LOOK = 100_000_000;

    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final KafkaProducer<String, String> producer;
    private final Connection database;

    BenchFeed(BenchHome home) throws SQLException {
        producer = new KafkaProducer<>(home.kafka(), new StringSerializer(), new StringSerializer());
        database = DriverManager.getConnection(home.database());
    }

    /** Sends an event. */
    void send(Event event) {
        try {
            String text = EventJson.MAPPER.writeValueAsString(event);
            sent.put(event.eventId(), System.nanoTime());
            producer.send(new ProducerRecord<>(Topic.of(event.getClass()).topic(), event.key(), text));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** When an event was sent. */
    long sentAt(String eventId) {
        return sent.get(eventId);
    }

    /** Waits until the console has recorded all that was sent. */
    void awaitRecorded() throws SQLException {
        producer.flush();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (count() < sent.size()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the console has recorded " + count() + " of " + sent.size()
                        + " events after " + PATIENCE.toMinutes() + " minutes");
            }
            LockSupport.parkNanos(LOOK);
        }
    }

    private long count() throws SQLException {
        try (PreparedStatement select = database.prepareStatement("select count(*) from event");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** How many images and tags the console has. */
    Map<String, Long> readModel() throws SQLException {
        try (PreparedStatement select =
                        database.prepareStatement("select count(*), sum(cardinality(names)) from fleet_image");
                ResultSet row = select.executeQuery()) {
            row.next();
            return Map.of("images", row.getLong(1), "tags", row.getLong(2));
        }
    }

    /** The sequence numbers of the events after one, by their ids. */
    Map<String, Long> recordedAfter(long seq) throws SQLException {
        Map<String, Long> recorded = new HashMap<>();
        try (PreparedStatement select = database.prepareStatement("select event_id, seq from event where seq > ?")) {
            select.setLong(1, seq);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    recorded.put(rows.getString(1), rows.getLong(2));
                }
            }
        }
        return recorded;
    }

    /** The sequence number of the newest event. */
    long last() throws SQLException {
        try (PreparedStatement select = database.prepareStatement("select coalesce(max(seq), 0) from event");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() throws SQLException {
        producer.close();
        database.close();
    }
}

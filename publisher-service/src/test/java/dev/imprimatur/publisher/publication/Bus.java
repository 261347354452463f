package dev.imprimatur.publisher.publication;

import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.SignedEvent;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.SignedBy;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.time.Received;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.publisher.approval.TestOrders;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The tests' own place on Kafka. */
@ApplicationScoped
public class Bus {
    private static final List<Path> PUBLISHERS = List.of(Path.of("target/test-keys/publishers"));

    /** Each record is read once: tests that wait ask again and again. */
    private final Map<ConsumerRecord<String, byte[]>, Event> events = new ConcurrentHashMap<>();

    private final Kafka kafka;

    Bus(@ConfigProperty(name = "kafka.bootstrap.servers") String servers) {
        kafka = new Kafka(servers);
    }

    public void send(TestCompleted event) {
        kafka.send(event);
    }

    /** Sends it with a place, as the renderer does. */
    void send(RollbackRequested event) {
        send(TestOrders.order(event));
    }

    void announce(PublishCompleted event) {
        kafka.send(event);
    }

    void send(RollbackOrdered event) {
        kafka.send(event);
    }

    /** Sends an event under another key, as CloudEvents has it in structured mode: with a source. */
    void send(RollbackOrdered event, String key, String source) {
        String value = "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"%s\",\"type\":\"%s\",\"data\":%s}"
                .formatted(
                        event.eventId(),
                        source,
                        Topic.ROLLBACK_ORDERED.cloudEventType(),
                        EventJson.MAPPER.valueToTree(event));
        kafka.send(Topic.ROLLBACK_ORDERED, key, value.getBytes(StandardCharsets.UTF_8));
    }

    void send(String key, String value) {
        kafka.send(Topic.TEST_COMPLETED, key, value.getBytes(StandardCharsets.UTF_8));
    }

    void cancel(RebuildId rebuild) {
        String value = "{\"rebuildId\":\"%s\"}".formatted(rebuild);
        kafka.send(Topic.REBUILD_CANCEL_REQUESTED, null, value.getBytes(StandardCharsets.UTF_8));
    }

    List<RollbackCompleted> rolledBack(RollbackRequested event) {
        return events(RollbackCompleted.class)
                .filter(completed -> completed.rebuildId().equals(event.rebuildId()))
                .toList();
    }

    public List<PublishCompleted> published(TestCompleted event) {
        return published().stream()
                .filter(published -> published.rebuildId().equals(event.rebuildId()))
                .toList();
    }

    List<MirrorCompleted> mirrored(RebuildId rebuild) {
        return events(MirrorCompleted.class)
                .filter(mirrored -> mirrored.rebuildId().equals(rebuild))
                .toList();
    }

    List<PublishCompleted> published() {
        return events(PublishCompleted.class).toList();
    }

    private <E extends Event> Stream<E> events(Class<E> type) {
        return kafka.records(Topic.of(type).topic()).stream()
                .map(record -> type.cast(events.computeIfAbsent(record, each -> read(each, type))));
    }

    /** Only the publisher under test announces rollbacks and mirrors, and it signs what it announces. */
    private static Event read(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        Event event = EventReader.read(record, type);
        if (event instanceof RollbackCompleted || event instanceof MirrorCompleted) {
            new SignedBy("a publisher", TrustedSigners.of(PUBLISHERS, SharedClock.UTC))
                    .checkKept((SignedEvent<?>) event, EventReader.json(record, type), Received.at(record));
        }
        return event;
    }

    List<ConsumerRecord<String, byte[]>> deadLetters() {
        return Stream.of(Topic.TEST_COMPLETED, Topic.ROLLBACK_ORDERED)
                .flatMap(topic -> kafka.records(topic.deadLetters()).stream())
                .toList();
    }

    @PreDestroy
    void stop() {
        kafka.close();
    }
}

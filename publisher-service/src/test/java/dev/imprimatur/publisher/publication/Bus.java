package dev.imprimatur.publisher.publication;

import dev.imprimatur.attestation.key.TrustedSigners;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.ToldEvent;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.proof.ToldBy;
import dev.imprimatur.publisher.approval.TestOrders;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The tests' own place on Kafka. */
@ApplicationScoped
public class Bus {
    private static final List<Path> PUBLISHERS = List.of(Path.of("target/test-keys/publishers"));

    private final List<ConsumerRecord<String, byte[]>> received = new CopyOnWriteArrayList<>();
    /** Each record is read once: tests that wait ask again and again. */
    private final Map<ConsumerRecord<String, byte[]>, Event> events = new ConcurrentHashMap<>();

    private final KafkaProducer<String, byte[]> producer;
    private volatile boolean stopping;

    Bus(@ConfigProperty(name = "kafka.bootstrap.servers") String servers) {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer());
        Thread.ofVirtual().start(() -> receive(servers));
    }

    private void receive(String servers) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", servers, "group.id", "test", "auto.offset.reset", "earliest");
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.subscribe(List.of(
                    "publish-completed",
                    "mirror-completed",
                    "rollback-completed",
                    "test-completed.dlq",
                    "rollback-ordered.dlq"));
            while (!stopping) {
                consumer.poll(Duration.ofMillis(100)).forEach(received::add);
            }
        }
    }

    public void send(TestCompleted event) {
        send(event.key(), Publication.json(event));
    }

    /** Sends it with a place, as the renderer does. */
    void send(RollbackRequested event) {
        send(TestOrders.order(event));
    }

    void announce(PublishCompleted event) {
        send("publish-completed", event.key(), Publication.json(event));
    }

    void send(RollbackOrdered event) {
        send("rollback-ordered", event.key(), Publication.json(event));
    }

    void send(String key, String value) {
        send("test-completed", key, value);
    }

    private void send(String topic, String key, String value) {
        producer.send(new ProducerRecord<>(topic, key, value.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
    }

    void cancel(RebuildId rebuild) {
        String value = "{\"rebuildId\":\"%s\"}".formatted(rebuild);
        producer.send(new ProducerRecord<>("rebuild-cancel-requested", value.getBytes(StandardCharsets.UTF_8)));
        producer.flush();
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
        String topic = Topic.of(type).topic();
        return received.stream()
                .filter(record -> record.topic().equals(topic))
                .map(record -> type.cast(events.computeIfAbsent(record, each -> read(each, type))));
    }

    /** Nobody but the publisher under test tells of rollbacks and mirrors, and it signs what it tells. */
    private static Event read(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        Event event = EventReader.read(record, type);
        if (event instanceof RollbackCompleted || event instanceof MirrorCompleted) {
            new ToldBy("a publisher", TrustedSigners.of(PUBLISHERS))
                    .checkKept((ToldEvent<?>) event, EventReader.json(record, type));
        }
        return event;
    }

    List<ConsumerRecord<String, byte[]>> deadLetters() {
        return received.stream()
                .filter(record -> record.topic().endsWith(".dlq"))
                .toList();
    }

    @PreDestroy
    void stop() {
        stopping = true;
        producer.close(Duration.ofSeconds(1));
    }
}

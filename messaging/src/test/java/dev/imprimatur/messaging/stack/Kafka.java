package dev.imprimatur.messaging.stack;

import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.Event;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.EventReader;
import dev.imprimatur.messaging.event.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A test's own view of Kafka: sends as any client would, and reads whole topics. */
public final class Kafka implements AutoCloseable {
    private final String servers;
    private final KafkaProducer<String, byte[]> producer;

    /** With the broker's address. */
    public Kafka(String servers) {
        this.servers = servers;
        this.producer = new KafkaProducer<>(
                Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** Sends an event as a bare JSON object. */
    public void send(Event event) {
        try {
            send(Topic.of(event.getClass()), event.key(), EventJson.MAPPER.writeValueAsBytes(event));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends any bytes. */
    public void send(Topic topic, String key, byte[] value) {
        producer.send(new ProducerRecord<>(topic.topic(), key, value));
        producer.flush();
    }

    /** Every event that the topic holds now; what is none is left aside. */
    public <E extends Event> List<E> events(Class<E> type) {
        return records(Topic.of(type).topic()).stream()
                .flatMap(record -> event(record, type))
                .toList();
    }

    private static <E extends Event> Stream<E> event(ConsumerRecord<String, byte[]> record, Class<E> type) {
        try {
            return Stream.of(EventReader.read(record, type));
        } catch (BadEventException e) {
            return Stream.empty();
        }
    }

    /** Every record that a topic holds now. */
    public List<ConsumerRecord<String, byte[]>> records(String topic) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                servers,
                ConsumerConfig.GROUP_ID_CONFIG,
                "test-" + UUID.randomUUID(),
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false);
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}

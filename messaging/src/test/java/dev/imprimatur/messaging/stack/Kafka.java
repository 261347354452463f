package dev.imprimatur.messaging.stack;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A test's own view of Kafka: sends as any client would, and reads whole topics. */
public final class Kafka implements AutoCloseable {
    private final Map<String, Object> client;
    private final KafkaProducer<String, byte[]> producer;
    private final Map<String, TopicReader> read = new HashMap<>();
    private final Map<ConsumerRecord<String, byte[]>, Optional<Event>> events = new ConcurrentHashMap<>();

    /** With the broker's address alone. */
    public Kafka(String servers) {
        this(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
    }

    /** With a client's configuration: the broker's address, and a login. */
    public Kafka(Map<String, Object> client) {
        this.client = client;
        this.producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
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

    /** Sends any bytes, and gives what the broker says of that. */
    public RecordMetadata confirmed(Topic topic, String key, byte[] value)
            throws ExecutionException, InterruptedException {
        return producer.send(new ProducerRecord<>(topic.topic(), key, value)).get();
    }

    /** Every event that the topic holds now, each read once; what is none is left aside. */
    public <E extends Event> List<E> events(Class<E> type) {
        return records(Topic.of(type).topic()).stream()
                .flatMap(record -> events.computeIfAbsent(record, each -> event(each, type)).stream())
                .map(type::cast)
                .toList();
    }

    private static Optional<Event> event(ConsumerRecord<String, byte[]> record, Class<? extends Event> type) {
        try {
            return Optional.of(EventReader.read(record, type));
        } catch (BadEventException e) {
            return Optional.empty();
        }
    }

    /** Every record that a topic has held since it was first asked for, and before; each is fetched once. */
    public synchronized List<ConsumerRecord<String, byte[]>> records(String topic) {
        return List.copyOf(read.computeIfAbsent(topic, name -> new TopicReader(client, name))
                .upToNow());
    }

    @Override
    public synchronized void close() {
        producer.close();
        read.values().forEach(TopicReader::close);
    }
}

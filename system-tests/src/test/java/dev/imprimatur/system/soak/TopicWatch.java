package dev.imprimatur.system.soak;

import dev.imprimatur.events.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Reads every topic from its beginning, dead-letter ones too, on a thread of its own. A broker that is away is waited
 * for.
 */
final class TopicWatch implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(300);
    private static final Duration ASK = Duration.ofSeconds(5);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    private final Consumer<ConsumerRecord<String, byte[]>> sink;
    private final Thread thread;
    private volatile boolean closed;
    private volatile Instant readUntil = Instant.EPOCH;
    private volatile RuntimeException trouble;

    /** By a client with this configuration; each record goes to the sink. */
    TopicWatch(Map<String, Object> client, Consumer<ConsumerRecord<String, byte[]>> sink) {
        this.sink = sink;
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, "soak-" + UUID.randomUUID());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        partitions = Topic.names().stream()
                .flatMap(topic ->
                        consumer.partitionsFor(topic).stream().map(info -> new TopicPartition(topic, info.partition())))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().name("topic-watch").start(this::read);
    }

    private void read() {
        while (!closed) {
            try {
                Instant asked = Instant.now();
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, ASK);
                do {
                    consumer.poll(POLL).forEach(this::take);
                } while (!closed && behind(ends));
                readUntil = asked;
            } catch (KafkaException e) {
                // The broker is away: everything is still there when it is back.
            } catch (RuntimeException e) {
                trouble = e;
                break;
            }
        }
        consumer.close(Duration.ofSeconds(1));
    }

    private boolean behind(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey(), ASK) < end.getValue());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        synchronized (records) {
            records.add(record);
        }
        sink.accept(record);
    }

    /**
     * What reached the broker before this moment was read.
     *
     * @throws IllegalStateException if a record could not be understood, so that none is read any more
     */
    Instant readUntil() {
        if (trouble != null) {
            throw new IllegalStateException("a record was not understood", trouble);
        }
        return readUntil;
    }

    /** Every record so far. */
    List<ConsumerRecord<String, byte[]>> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    @Override
    public void close() throws InterruptedException {
        closed = true;
        thread.join();
    }
}

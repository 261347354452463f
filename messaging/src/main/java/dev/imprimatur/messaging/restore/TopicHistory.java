package dev.imprimatur.messaging.restore;

import dev.imprimatur.messaging.MessagingConfig;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads what a topic still holds, without being one of its consumers: no consumer's offset changes. */
@ApplicationScoped
public class TopicHistory {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int MOST_RECORDS = 200;
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    @Inject
    MessagingConfig config;

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    /**
     * Passes on the records that were sent to the topic since then and are there now, one by one, those of one key in
     * their order.
     *
     * @throws IllegalStateException if Kafka does not give them
     */
    public void each(Instant since, String topic, java.util.function.Consumer<ConsumerRecord<String, byte[]>> record) {
        read(Map.of(topic, since), part -> {
            part.forEach(record);
            return true;
        });
    }

    /**
     * Passes on the records that were sent to each of these topics since some moment and are there now, in parts of a
     * few megabytes, those of one key in their order, until a part is answered with false. What a topic holds in weeks
     * may be more than fits into memory.
     *
     * @throws IllegalStateException if Kafka does not give them
     */
    public void read(Map<String, Instant> topics, Predicate<List<ConsumerRecord<String, byte[]>>> part) {
        read(topics, Map.of(), part);
    }

    /**
     * The same, from an earlier record on where a partition is to be read from there.
     *
     * @param earlier from which offsets on
     */
    void read(
            Map<String, Instant> topics,
            Map<TopicPartition, Long> earlier,
            Predicate<List<ConsumerRecord<String, byte[]>>> part) {
        asked(topics.keySet(), consumer -> {
            read(consumer, topics, earlier, part);
            return null;
        });
    }

    /**
     * When the oldest record was sent that each of these topics still holds; of a topic that holds none, nothing.
     *
     * @throws IllegalStateException if Kafka does not say
     */
    public Map<String, Instant> oldest(Collection<String> topics) {
        return asked(topics, consumer -> {
            Map<TopicPartition, Long> beginning = assigned(consumer, topics).stream()
                    .collect(Collectors.toMap(each -> each, each -> Instant.EPOCH.toEpochMilli()));
            Map<String, Instant> oldest = new HashMap<>();
            consumer.offsetsForTimes(beginning).forEach((partition, first) -> {
                if (first != null) {
                    oldest.merge(
                            partition.topic(),
                            Instant.ofEpochMilli(first.timestamp()),
                            (one, other) -> one.isBefore(other) ? one : other);
                }
            });
            return oldest;
        });
    }

    private <T> T asked(Collection<String> topics, Function<Consumer<String, byte[]>, T> question) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        // Where Kafka drops what is to be read next, the oldest that it has follows.
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, MOST_RECORDS);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_BYTES);
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, MOST_BYTES);
        try (Consumer<String, byte[]> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            return question.apply(consumer);
        } catch (TimeoutException e) {
            throw new IllegalStateException(
                    "Kafka does not say what these topics hold: " + topics + ": " + e.getMessage(), e);
        }
    }

    /** The topics' partitions; a consumer that they are not assigned to warns of each when it is asked for offsets. */
    private static List<TopicPartition> assigned(Consumer<?, ?> consumer, Collection<String> topics) {
        List<TopicPartition> partitions = topics.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        return partitions;
    }

    private static void read(
            Consumer<String, byte[]> consumer,
            Map<String, Instant> topics,
            Map<TopicPartition, Long> earlier,
            Predicate<List<ConsumerRecord<String, byte[]>>> part) {
        List<TopicPartition> partitions = assigned(consumer, topics.keySet());
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        Map<TopicPartition, Long> starts = new HashMap<>(earlier);
        starts.keySet().retainAll(partitions);
        consumer.offsetsForTimes(partitions.stream()
                        .collect(Collectors.toMap(
                                each -> each, each -> topics.get(each.topic()).toEpochMilli())))
                .forEach((partition, since) -> {
                    if (since != null) {
                        starts.merge(partition, since.offset(), Math::min);
                    }
                });
        // No start: nothing was sent since then.
        ends.keySet().retainAll(starts.keySet());
        consumer.assign(ends.keySet());
        ends.keySet().forEach(partition -> consumer.seek(partition, starts.get(partition)));
        long limit = System.nanoTime() + PATIENCE.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
            consumer.poll(POLL).forEach(records::add);
            if (!records.isEmpty()) {
                if (!part.test(records)) {
                    return;
                }
                limit = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - limit > 0) {
                throw new TimeoutException("nothing came for " + PATIENCE);
            }
        }
    }
}

package dev.imprimatur.system.large;

import dev.imprimatur.events.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** How many bytes the largest event of each topic has. No event is kept, so there may be any number of them. */
public final class LargestEvents {
    private static final Duration POLL = Duration.ofMillis(500);

    private LargestEvents() {}

    /** Bytes of the largest value by topic, of all that the broker holds now, dead letters included. */
    public static Map<String, Integer> byTopic(Map<String, Object> client) {
        Map<String, Integer> largest = new TreeMap<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Topic.names().stream()
                    .flatMap(topic -> consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition())))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (ConsumerRecord<String, byte[]> event : consumer.poll(POLL)) {
                    largest.merge(event.topic(), event.serializedValueSize(), Math::max);
                }
            }
        }
        return largest;
    }
}

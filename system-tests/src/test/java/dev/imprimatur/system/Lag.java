package dev.imprimatur.system;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;

/** How much of a topic a consumer group has not read yet, as KEDA's Kafka scaler reckons it. */
public final class Lag implements AutoCloseable {
    private final Admin admin;

    /** Asks the broker by a client with these properties. */
    public Lag(Map<String, Object> client) {
        admin = Admin.create(client);
    }

    /** Of a partition that the group has read nothing of yet, the policy says whether all of it counts, or one. */
    public long of(String group, String topic, String resetPolicy) {
        Map<TopicPartition, OffsetAndMetadata> read =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Map<TopicPartition, OffsetSpec> ends =
                get(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).partitions().stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .collect(Collectors.toMap(Function.identity(), partition -> OffsetSpec.latest()));
        return get(admin.listOffsets(ends).all()).entrySet().stream()
                .mapToLong(end -> {
                    OffsetAndMetadata to = read.get(end.getKey());
                    long offset = end.getValue().offset();
                    if (to != null) {
                        return offset - to.offset();
                    }
                    return resetPolicy.equals("earliest") ? offset : 1;
                })
                .sum();
    }

    private static <T> T get(KafkaFuture<T> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not tell the lag", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}

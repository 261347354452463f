package dev.imprimatur.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * What a consumer group has committed of a topic.
 *
 * @param servers Kafka's
 * @param group the group
 * @param topic the topic
 */
record CommittedOffsets(String servers, String group, String topic) {
    /** Of all partitions that have records, also of those of which nothing was committed before. */
    void awaitAllCommitted() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
                Map<TopicPartition, OffsetAndMetadata> committed = committed(admin);
                var ends = admin.listOffsets(partitions(admin).stream()
                                .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest())))
                        .all()
                        .get();
                assertThat(ends)
                        .isNotEmpty()
                        .allSatisfy((partition, end) -> assertThat(
                                        committed.containsKey(partition)
                                                ? committed.get(partition).offset()
                                                : 0)
                                .isEqualTo(end.offset()));
            }
        });
    }

    private List<TopicPartition> partitions(Admin admin) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic).partitions().stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
    }

    long committed(TopicPartition partition) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            OffsetAndMetadata offset = committed(admin).get(partition);
            return offset == null ? 0 : offset.offset();
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
    }
}

package dev.imprimatur.messaging;

import dev.imprimatur.events.Topic;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, so that any service can be the first to start. What this service may not create
 * is waited for.
 */
@Startup(1)
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);

    /** Few events come there, and no group shares the work of reading them. */
    private static final int DEAD_LETTER_PARTITIONS = 1;

    /** A backup a week old finds all that happened since, with a week to spare. A broker's own choice is one week. */
    private static final Duration EVENTS_STAY = Duration.ofDays(14);

    /** In bytes, of a batch: a request has a quarter of that at most. */
    private static final int LARGEST_REQUEST = 64 * 1024;

    /** As long as people may take to look at them. */
    private static final Duration DEAD_LETTERS_STAY = Duration.ofDays(90);

    @Inject
    MessagingConfig config;

    @Inject
    KafkaAtStart kafka;

    @PostConstruct
    void create() {
        if (!config.createTopics()) {
            return;
        }
        try {
            kafka.ask("create topics", this::create);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void create(Admin admin) throws InterruptedException {
        List<NewTopic> topics = topics(config.partitions()).toList();
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<Void>> created :
                admin.createTopics(topics).values().entrySet()) {
            if (!isThere(created.getKey(), created.getValue())) {
                refused.add(created.getKey());
            }
        }
        checkThere(admin, refused);
        return null;
    }

    static Stream<NewTopic> topics(int partitions) {
        return Stream.of(Topic.values())
                .flatMap(topic -> Stream.of(
                        missing(topic.topic(), partitions, EVENTS_STAY, size(topic)),
                        missing(topic.deadLetters(), DEAD_LETTER_PARTITIONS, DEAD_LETTERS_STAY, Map.of())));
    }

    /**
     * Every service unpacks what anybody may send, and Kafka counts compressed bytes: a few of them are gigabytes of
     * zeros. A broker that is to keep it uncompressed unpacks it itself, and counts again.
     */
    private static Map<String, String> size(Topic topic) {
        return topic.isOfAnyone()
                ? Map.of(
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                        String.valueOf(LARGEST_REQUEST),
                        TopicConfig.COMPRESSION_TYPE_CONFIG,
                        "uncompressed")
                : Map.of();
    }

    /** A record's time is when Kafka took it, not what its sender says. */
    private static NewTopic missing(String name, int partitions, Duration stay, Map<String, String> size) {
        Map<String, String> settings = new HashMap<>(size);
        settings.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);
        settings.put(TopicConfig.RETENTION_MS_CONFIG, String.valueOf(stay.toMillis()));
        return new NewTopic(name, Optional.of(partitions), Optional.empty()).configs(settings);
    }

    /** Whether it was created, or is known to be there: Kafka tells the latter only to those who may create. */
    private static boolean isThere(String topic, KafkaFuture<Void> created) throws InterruptedException {
        try {
            created.get();
            LOG.infof("created topic %s", topic);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return false;
            }
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw KafkaAtStart.known(e);
            }
            return true;
        }
    }

    /**
     * Looks for topics that this service may not create. One that it may not even see is another service's.
     *
     * @throws UnknownTopicOrPartitionException if one is missing
     */
    private static void checkThere(Admin admin, List<String> topics) throws InterruptedException {
        List<String> missing = new ArrayList<>();
        for (Map.Entry<String, KafkaFuture<TopicDescription>> described :
                admin.describeTopics(topics).topicNameValues().entrySet()) {
            try {
                described.getValue().get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                    missing.add(described.getKey());
                } else if (!(e.getCause() instanceof AuthorizationException)) {
                    throw KafkaAtStart.known(e);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topics are missing, and its user may not create them: "
                    + String.join(", ", missing) + "; create them, or allow it to");
        }
    }
}

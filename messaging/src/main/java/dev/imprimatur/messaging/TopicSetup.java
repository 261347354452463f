package dev.imprimatur.messaging;

import dev.imprimatur.events.Topic;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
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
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, so that any service can be the first to start. While Kafka does not answer, or
 * lacks topics that this service may not create, the service waits here, and says what for.
 */
@Startup(1)
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

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

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    @PostConstruct
    void create() {
        if (!config.createTopics()) {
            return;
        }
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        long limit = System.nanoTime() + config.startWait().toNanos();
        try {
            // A new one each time: a client never gives up a connection on which nothing is answered.
            while (!isCreated(settings, System.nanoTime() < limit)) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCreated(Map<String, Object> settings, boolean mayWait) throws InterruptedException {
        try (Admin admin = Admin.create(settings)) {
            List<NewTopic> topics = topics(config.partitions()).toList();
            List<String> refused = new ArrayList<>();
            for (Map.Entry<String, KafkaFuture<Void>> created :
                    admin.createTopics(topics).values().entrySet()) {
                if (!isThere(created.getKey(), created.getValue())) {
                    refused.add(created.getKey());
                }
            }
            checkThere(admin, refused);
            return true;
        } catch (KafkaException e) {
            if (!mayWait || !isAway(e)) {
                throw new IllegalStateException(
                        "cannot create topics at " + config.bootstrapServers() + " (kafka.bootstrap.servers): "
                                + reason(e),
                        e);
            }
            LOG.warnf("waiting for Kafka at %s (kafka.bootstrap.servers): %s", config.bootstrapServers(), reason(e));
            return false;
        }
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
                throw known(e);
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
                    throw known(e);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new UnknownTopicOrPartitionException("topics are missing, and its user may not create them: "
                    + String.join(", ", missing) + "; create them, or allow it to");
        }
    }

    private static KafkaException known(ExecutionException e) {
        return e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
    }

    /** It does not answer, its name is not known yet, or topics are missing. */
    private static boolean isAway(KafkaException thrown) {
        return thrown instanceof RetriableException
                || thrown.getCause() instanceof ConfigException unknown
                        && unknown.getMessage().contains("No resolvable bootstrap");
    }

    private static String reason(KafkaException thrown) {
        return thrown.getCause() == null
                ? thrown.getMessage()
                : thrown.getMessage() + ": " + thrown.getCause().getMessage();
    }
}

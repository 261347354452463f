package dev.imprimatur.messaging;

import dev.imprimatur.messaging.event.Topic;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, so that any service can be the first to start. While Kafka does not answer, the
 * service waits here, and says what for.
 */
@Startup(1)
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /** A record's time is when Kafka took it, not what its sender says. */
    private static final Map<String, String> TIMES =
            Map.of(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, TimestampType.LOG_APPEND_TIME.name);

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
            List<NewTopic> topics = Topic.names().stream()
                    .map(name -> new NewTopic(name, Optional.of(config.partitions()), Optional.empty()).configs(TIMES))
                    .toList();
            for (Map.Entry<String, KafkaFuture<Void>> created :
                    admin.createTopics(topics).values().entrySet()) {
                await(created.getKey(), created.getValue());
            }
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

    private static void await(String topic, KafkaFuture<Void> created) throws InterruptedException {
        try {
            created.get();
            LOG.infof("created topic %s", topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
            }
        }
    }

    /** It does not answer, or its name is not known yet. */
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

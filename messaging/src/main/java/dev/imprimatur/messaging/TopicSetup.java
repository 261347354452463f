package dev.imprimatur.messaging;

import dev.imprimatur.messaging.event.Topic;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.record.TimestampType;
import org.jboss.logging.Logger;

/**
 * Creates the topics that are missing, so that any service can be the first to start. While Kafka does not answer, the
 * service waits here; its client says every few seconds what it waits for.
 */
@Startup(1)
@Singleton
public class TopicSetup {
    private static final Logger LOG = Logger.getLogger(TopicSetup.class);

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
        settings.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int)
                config.startWait().toMillis());
        try (Admin admin = Admin.create(settings)) {
            List<NewTopic> topics = Topic.names().stream()
                    .map(name -> new NewTopic(name, Optional.of(config.partitions()), Optional.empty()).configs(TIMES))
                    .toList();
            for (var created : admin.createTopics(topics).values().entrySet()) {
                try {
                    created.getValue().get();
                    LOG.infof("created topic %s", created.getKey());
                } catch (ExecutionException e) {
                    if (!(e.getCause() instanceof TopicExistsException)) {
                        throw new IllegalStateException(
                                "cannot create topic " + created.getKey() + " at " + config.bootstrapServers()
                                        + " (kafka.bootstrap.servers): " + e.getCause(),
                                e);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

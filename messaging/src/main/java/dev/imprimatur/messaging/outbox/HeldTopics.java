package dev.imprimatur.messaging.outbox;

import dev.imprimatur.events.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jboss.logging.Logger;

/**
 * Topics that Kafka takes nothing for at present, since this service has no right to write there or the topic is
 * missing. Their events stay in the outbox, and those of the other topics go on. Each instance of a service finds out
 * for itself.
 */
@ApplicationScoped
class HeldTopics {
    private static final Logger LOG = Logger.getLogger(HeldTopics.class);

    @Inject
    MeterRegistry meters;

    /** Topics, with what Kafka said. */
    private final Map<String, String> held = new ConcurrentSkipListMap<>();

    private Gauge gauge;

    void start(@Observes StartupEvent event) {
        gauge = Gauge.builder("imprimatur.outbox.topics.held", held::size).register(meters);
    }

    /** The registry outlives an application that is started again in one process. */
    void stop(@Observes ShutdownEvent event) {
        meters.remove(gauge);
    }

    /** Whether Kafka refuses the topic, whatever is sent there. A producer waits for one that is missing, in vain. */
    static boolean isRefusal(Throwable refusal) {
        return refusal instanceof TopicAuthorizationException
                || refusal instanceof UnknownTopicOrPartitionException
                || refusal instanceof TimeoutException
                        && refusal.getCause() instanceof UnknownTopicOrPartitionException;
    }

    /** Leaves these topics out from now on, each with why. */
    void hold(Map<String, String> refusals) {
        refusals.forEach((topic, why) -> {
            if (held.put(topic, why) == null) {
                LOG.errorf(
                        "Kafka takes nothing for topic %s, whose events wait in the outbox while the others go on: %s",
                        topic, why);
            }
        });
    }

    /** Kafka takes what is sent there again. */
    void release(String topic) {
        if (held.remove(topic) != null) {
            LOG.infof("Kafka takes events for topic %s again", topic);
        }
    }

    /** Those that are left out, with why. */
    Map<String, String> held() {
        return Map.copyOf(held);
    }

    /** Those that events are sent to. */
    List<String> open() {
        return Topic.names().stream().filter(topic -> !held.containsKey(topic)).toList();
    }
}

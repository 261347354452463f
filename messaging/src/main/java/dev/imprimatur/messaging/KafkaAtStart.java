package dev.imprimatur.messaging;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.RetriableException;
import org.jboss.logging.Logger;

/**
 * Asks Kafka for what a service cannot start without. While Kafka does not answer, or lacks what is asked for, the
 * service waits, for {@code imprimatur.messaging.start-wait} at most, and its log says what for.
 */
@ApplicationScoped
public class KafkaAtStart {
    private static final Logger LOG = Logger.getLogger(KafkaAtStart.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    MessagingConfig config;

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    /** What Kafka is asked. */
    public interface Question<T> {

        /**
         * Asks it once.
         *
         * @throws ExecutionException if Kafka refuses, or does not answer
         * @throws KafkaException likewise
         */
        T ask(Admin admin) throws InterruptedException, ExecutionException;
    }

    /**
     * The answer, once there is one.
     *
     * @param what it is to do, for the message: "create topics"
     * @throws IllegalStateException if Kafka refuses, or the time is over
     * @throws InterruptedException if the service is stopped meanwhile
     */
    public <T> T ask(String what, Question<T> question) throws InterruptedException {
        long limit = System.nanoTime() + config.startWait().toNanos();
        while (true) {
            boolean mayWait = System.nanoTime() < limit;
            try {
                return once(question);
            } catch (KafkaException e) {
                if (!mayWait || !isAway(e)) {
                    throw new IllegalStateException(
                            "cannot " + what + " at " + config.bootstrapServers() + " (kafka.bootstrap.servers): "
                                    + reason(e),
                            e);
                }
                LOG.warnf(
                        "waiting for Kafka at %s (kafka.bootstrap.servers): %s", config.bootstrapServers(), reason(e));
            }
            Thread.sleep(PAUSE);
        }
    }

    /** By a client of its own: one never gives up a connection on which nothing is answered. */
    private <T> T once(Question<T> question) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        try (Admin admin = Admin.create(settings)) {
            return question.ask(admin);
        } catch (ExecutionException e) {
            throw known(e);
        }
    }

    /** What Kafka's client threw. */
    static KafkaException known(ExecutionException e) {
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

package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.PassingTrouble;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.smallrye.reactive.messaging.kafka.IncomingKafkaRecord;
import io.smallrye.reactive.messaging.kafka.KafkaConnectorIncomingConfiguration;
import io.smallrye.reactive.messaging.kafka.KafkaConsumer;
import io.smallrye.reactive.messaging.kafka.fault.KafkaFailureHandler;
import io.vertx.mutiny.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;

/**
 * Puts aside what could not be handled, on the topic's dead-letter topic, as it came and with the reason. It never
 * closes a channel, as the connector's own does where Kafka does not take the letter: while Kafka is away the record
 * waits, and a record that is too large beside the reason goes without its value. One that Kafka has no room for even
 * so is in the table alone.
 */
@ApplicationScoped
@Unremovable
@Identifier("dead-letters")
public class DeadLetters implements KafkaFailureHandler.Factory {
    private static final Logger LOG = Logger.getLogger(DeadLetters.class);
    private static final int LARGEST_REQUEST = 4 * 1024 * 1024;
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Inject
    MessagingConfig config;

    @Inject
    InboxMetrics metrics;

    @Inject
    KeptLetters kept;

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private Producer<String, byte[]> producer;
    private volatile boolean stopping;

    void start(@Observes @Priority(StartOrder.OUTBOX) StartupEvent event) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        // The broker counts compressed bytes, so a record of its largest size has room for the reason.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
        producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        producer.close(Duration.ofSeconds(1));
    }

    @Override
    public KafkaFailureHandler create(
            KafkaConnectorIncomingConfiguration channel,
            Vertx vertx,
            KafkaConsumer<?, ?> consumer,
            BiConsumer<Throwable, Boolean> closing) {
        String topic = channel.getDeadLetterQueueTopic()
                .orElseThrow(() -> new IllegalArgumentException("mp.messaging.incoming." + channel.getChannel()
                        + ".dead-letter-queue.topic is missing: it names the topic for what cannot be handled"));
        return new KafkaFailureHandler() {
            @Override
            public <K, V> Uni<Void> handle(IncomingKafkaRecord<K, V> record, Throwable reason, Metadata metadata) {
                if (PassingTrouble.find(reason).isPresent()) {
                    // It waited for the database or the key when the service was stopped: it is delivered again.
                    return Uni.createFrom().failure(reason);
                }
                return Uni.createFrom()
                        .item(() -> {
                            put(topic, record, reason);
                            return record;
                        })
                        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                        .chain(done -> Uni.createFrom().completionStage(done.ack()))
                        .emitOn(record::runOnMessageContext);
            }
        };
    }

    private void put(String topic, IncomingKafkaRecord<?, ?> record, Throwable reason) {
        String place = record.getTopic() + "-" + record.getPartition() + "-" + record.getOffset();
        EventIdentity waiting = new EventIdentity(record.getTopic(), record.getTopic(), place);
        DeadLetter letter = DeadLetter.of(topic, record, reason);
        try {
            while (!sent(letter, place)) {
                metrics.waits(waiting);
                pause();
            }
            keep(record, reason, letter, waiting);
            LOG.warnf("%s was put aside on %s: %s", place, topic, letter.reason());
        } finally {
            metrics.goesOn(waiting);
        }
    }

    /** For those who decide what becomes of it: waits for the database, and never closes the channel. */
    private void keep(IncomingKafkaRecord<?, ?> record, Throwable reason, DeadLetter letter, EventIdentity waiting) {
        while (true) {
            try {
                kept.note(DeadLetter.original(record), reason, letter.reason());
                return;
            } catch (RuntimeException e) {
                if (DatabaseTrouble.find(e).isEmpty()) {
                    LOG.errorf(
                            e,
                            "%s is on its dead-letter topic, but not in the table",
                            letter.record().topic());
                    return;
                }
                metrics.waits(waiting);
                pause();
            }
        }
    }

    /** Whether Kafka has it, or can never have it. */
    private boolean sent(DeadLetter letter, String place) {
        try {
            if (!fits(letter) && !fits(letter.withoutValue())) {
                LOG.errorf(
                        "%s is in the table of dead letters only: %s has no room even for its reason (max.message.bytes)",
                        place, letter.record().topic());
            }
            return true;
        } catch (ExecutionException e) {
            LOG.warnf(
                    "%s waits, since %s does not take it: %s",
                    place, letter.record().topic(), e.getCause());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped before " + place + " was put aside", e);
        }
    }

    private boolean fits(DeadLetter letter) throws ExecutionException, InterruptedException {
        try {
            producer.send(letter.record()).get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException) {
                return false;
            }
            throw e;
        }
    }

    private void pause() {
        LockSupport.parkNanos(PAUSE.toNanos());
        if (stopping || Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("the service stops");
        }
    }
}

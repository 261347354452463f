package dev.imprimatur.messaging.outbox;

import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.StartOrder;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;

/** What leads from the outbox to Kafka. */
@ApplicationScoped
class OutboxProducer {
    @Inject
    MessagingConfig config;

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private Producer<String, String> producer;

    void start(@Observes @Priority(StartOrder.PRODUCER) StartupEvent event) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        // JSON shrinks to a fraction, and every client can read gzip.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
    }

    /** Gives it to Kafka, after a wait if nothing is known of its topic yet. */
    Future<RecordMetadata> send(ProducerRecord<String, String> record) {
        return producer.send(record);
    }

    void close() {
        producer.close(Duration.ofSeconds(1));
    }
}

package dev.imprimatur.messaging.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class TopicHistoryTest {
    private static final long RECORDS = 30;
    private static final long DROPPED = 25;

    @Inject
    TopicHistory past;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    @Test
    void whatKafkaDropsMeanwhileHidesNothingThatItStillHas() throws Exception {
        String topic = "past-" + UUID.randomUUID();
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
            fill(topic);
            List<Long> read = new ArrayList<>();

            past.read(Map.of(topic, Instant.EPOCH), records -> {
                if (read.isEmpty()) {
                    drop(admin, topic);
                }
                records.forEach(record -> read.add(record.offset()));
                return true;
            });

            assertThat(read).as("it was dropped while it was read").doesNotContain(DROPPED - 1);
            assertThat(read).contains(DROPPED, RECORDS - 1);
        }
    }

    /** With records of which a consumer fetches only a few at a time. */
    private void fill(String topic) throws Exception {
        byte[] value = new byte[900_000];
        new Random(1).nextBytes(value);
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < RECORDS; i++) {
                producer.send(new ProducerRecord<>(topic, value)).get();
            }
        }
    }

    private static void drop(Admin admin, String topic) {
        try {
            admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(DROPPED)))
                    .all()
                    .get();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

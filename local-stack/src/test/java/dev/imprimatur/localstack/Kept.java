package dev.imprimatur.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A record and a row that a local-stack is to keep. */
final class Kept {
    private static final String TOPIC = "kept";

    private Kept() {}

    static void write(StackProcess stack) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka());
        try (Admin admin = Admin.create(settings);
                var producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer());
                Connection connection = stack.connect()) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
            producer.send(new ProducerRecord<>(TOPIC, "a record")).get();
            connection.createStatement().execute("create table kept (word text)");
            connection.createStatement().execute("insert into kept values ('a row')");
        }
    }

    static void assertIn(StackProcess stack) throws Exception {
        Map<String, Object> settings = Map.of("bootstrap.servers", stack.kafka());
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
                Connection connection = stack.connect()) {
            var partition = new TopicPartition(TOPIC, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(consumer.poll(Duration.ofMillis(200)))
                            .extracting(read -> read.value())
                            .containsExactly("a record"));
            ResultSet rows = connection.createStatement().executeQuery("select word from kept");
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("a row");
        }
    }
}

package dev.imprimatur.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class OutboxTest {
    @Inject
    Outbox outbox;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @Inject
    SmallRyeHealthReporter health;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());

    @Test
    void whatWasCommittedIsSentInOrderAsACloudEvent() {
        List<String> ids =
                IntStream.range(0, 200).mapToObj(i -> rebuild + "/" + i).toList();
        ids.forEach(id -> QuarkusTransaction.requiringNew().run(() -> outbox.add(event(id))));

        List<ConsumerRecord<String, byte[]>> sent =
                await().atMost(Duration.ofSeconds(20)).until(this::sent, records -> records.size() >= ids.size());

        assertThat(sent).extracting(record -> header(record, "ce_id")).containsExactlyElementsOf(ids);
        assertThat(header(sent.getFirst(), "ce_specversion")).isEqualTo("1.0");
        assertThat(header(sent.getFirst(), "ce_type")).isEqualTo("dev.imprimatur.rebuild-requested.v1");
        assertThat(header(sent.getFirst(), "ce_source")).isEqualTo("/imprimatur/messaging");
        assertThat(header(sent.getFirst(), "ce_subject")).isEqualTo(rebuild.value());
        assertThat(header(sent.getFirst(), "content-type")).isEqualTo("application/json");
    }

    @Test
    void whatWasRolledBackIsNeverSent() {
        QuarkusTransaction.begin();
        outbox.add(event("rolled-back"));
        QuarkusTransaction.rollback();
        QuarkusTransaction.requiringNew().run(() -> outbox.add(event("after")));

        await().atMost(Duration.ofSeconds(20)).until(() -> !sent().isEmpty());

        assertThat(sent()).extracting(record -> header(record, "ce_id")).containsExactly("after");
    }

    @Test
    void whatKafkaRefusesForGoodIsSetAsideAndTheRestGoesOnInOrderAndOnce() throws Exception {
        double before = refused();
        // As the release before wrote it, which did not look at sizes.
        insert("too-large", "a".repeat(1_200_000));
        List<String> ids =
                IntStream.range(0, 50).mapToObj(i -> rebuild + "/" + i).toList();
        ids.forEach(id -> QuarkusTransaction.requiringNew().run(() -> outbox.add(event(id))));

        await().atMost(Duration.ofSeconds(20)).until(() -> sent().size() >= ids.size());
        await().atMost(Duration.ofSeconds(20)).until(() -> refused() == before + 1);

        assertThat(sent()).extracting(record -> header(record, "ce_id")).containsExactlyElementsOf(ids);
        assertThat(rows("select headers ->> 'ce_id' from outbox_refused where key = '" + rebuild + "'"))
                .containsExactly("too-large");
        assertThat(rows("select id::text from outbox where key = '" + rebuild + "'"))
                .isEmpty();
        assertThat(health.getReadiness().getPayload().toString())
                .contains("\"outbox\"")
                .contains("\"refused\":" + (int) refused());
    }

    @Test
    void whatIsTooLargeIsRefusedWhereItIsAdded() {
        QuarkusTransaction.begin();
        try {
            assertThatThrownBy(() -> outbox.add(RebuildRequestedBuilder.builder()
                            .eventId("too-large")
                            .occurredAt(Instant.now())
                            .rebuildId(rebuild)
                            .type(RebuildRequested.ALL)
                            .reason("ä".repeat(500_000))
                            .priority(Priority.MANUAL)
                            .build()))
                    .isInstanceOf(EventTooLargeException.class)
                    .hasMessageContaining("the event too-large has 1000")
                    .hasMessageContaining("1000000 are the most");
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    @Test
    void manyLargeOnesLeaveInOrder() {
        List<String> ids =
                IntStream.range(0, 40).mapToObj(i -> rebuild + "/" + i).toList();
        QuarkusTransaction.requiringNew()
                .run(() -> ids.forEach(id -> outbox.add(RebuildCompletedBuilder.builder()
                        .eventId(id)
                        .occurredAt(Instant.now())
                        .rebuildId(rebuild)
                        .outcome(RebuildCompleted.Outcome.SUCCEEDED)
                        .reason("a".repeat(900_000))
                        .build())));

        await().atMost(Duration.ofSeconds(60))
                .until(() -> sent(Topic.REBUILD_COMPLETED).size() >= ids.size());

        assertThat(sent(Topic.REBUILD_COMPLETED))
                .extracting(record -> header(record, "ce_id"))
                .containsExactlyElementsOf(ids);
    }

    private double refused() {
        return meters.get("imprimatur.outbox.refused").gauge().value();
    }

    private void insert(String id, String reason) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement("insert into outbox"
                        + " (topic, key, headers, payload) values ('rebuild-requested', ?, ?::jsonb, ?)")) {
            statement.setString(1, rebuild.value());
            statement.setString(2, "{\"ce_id\":\"" + id + "\"}");
            statement.setString(3, "{\"type\":\"rebuild-all\",\"reason\":\"" + reason + "\"}");
            statement.executeUpdate();
        }
    }

    private List<String> rows(String query) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    @Test
    void whatIsConfiguredForKafkaHoldsForTheRelayToo() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("kafka-producer-network-thread | named-for-all-clients");
    }

    private RebuildRequested event(String id) {
        return RebuildRequestedBuilder.builder()
                .eventId(id)
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .type(RebuildRequested.ALL)
                .reason("why")
                .priority(Priority.MANUAL)
                .build();
    }

    private List<ConsumerRecord<String, byte[]>> sent() {
        return sent(Topic.REBUILD_REQUESTED);
    }

    private List<ConsumerRecord<String, byte[]>> sent(Topic topic) {
        try (Kafka kafka = new Kafka(servers)) {
            return kafka.records(topic.topic()).stream()
                    .filter(record -> rebuild.value().equals(record.key()))
                    .toList();
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}

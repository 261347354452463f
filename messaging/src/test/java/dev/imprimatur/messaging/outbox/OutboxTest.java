package dev.imprimatur.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.RebuildId;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class OutboxTest {
    @Inject
    Outbox outbox;

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
    void whatIsConfiguredForKafkaHoldsForTheRelayToo() {
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .contains("kafka-producer-network-thread | named-for-all-clients");
    }

    private RebuildRequested event(String id) {
        return new RebuildRequested(
                id, Instant.now(), rebuild, RebuildRequested.ALL, null, "why", Priority.MANUAL, null, null);
    }

    private List<ConsumerRecord<String, byte[]>> sent() {
        try (Kafka kafka = new Kafka(servers)) {
            return kafka.records("rebuild-requested").stream()
                    .filter(record -> rebuild.value().equals(record.key()))
                    .toList();
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}

package dev.imprimatur.messaging.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An event's way through a service, on a PostgreSQL of another version than the local stack's. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class FlowOnPostgres {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @Inject
    Events events;

    @Inject
    Answer answer;

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());

    /** The server's major version. */
    abstract int version();

    /** Fails once, then answers by an event. */
    @ApplicationScoped
    static class Answer implements Work {
        private volatile boolean failed;

        @Inject
        WorkQueue queue;

        @Inject
        Outbox outbox;

        @Override
        public String name() {
            return "answer";
        }

        void accept(RebuildRequested request) {
            queue.add(this, request.rebuildId().value(), request.priority());
        }

        @Override
        public Next run(String id) {
            if (!failed) {
                failed = true;
                throw new IllegalStateException("a transient failure");
            }
            QuarkusTransaction.requiringNew().run(() -> outbox.add(cancel(new RebuildId(id))));
            return Next.done();
        }

        private static RebuildCancelRequested cancel(RebuildId id) {
            return new RebuildCancelRequested(id + "/cancel", Instant.now(), id, null, "why", "test");
        }
    }

    @Test
    void anEventDeliveredThriceIsAnsweredOnce() {
        try (Kafka kafka = new Kafka(servers)) {
            kafka.send(RebuildRequestedBuilder.builder()
                    .eventId(rebuild + "/request")
                    .occurredAt(Instant.now())
                    .rebuildId(rebuild)
                    .type(RebuildRequested.ALL)
                    .reason("why")
                    .priority(Priority.MANUAL)
                    .build());
            ConsumerRecord<String, byte[]> record =
                    of(kafka.records("rebuild-requested")).getFirst();

            for (int delivery = 0; delivery < 3; delivery++) {
                events.handle(record, RebuildRequested.class, answer::accept);
            }

            List<ConsumerRecord<String, byte[]>> answers = await().atMost(LIMIT)
                    .until(() -> of(kafka.records("rebuild-cancel-requested")), found -> !found.isEmpty());
            assertThat(answers).singleElement().satisfies(sent -> {
                assertThat(new String(sent.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                        .isEqualTo(rebuild + "/cancel");
            });
        }
    }

    @Test
    void theServerIsOfThatVersion() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(version());
        }
    }

    private List<ConsumerRecord<String, byte[]>> of(List<ConsumerRecord<String, byte[]>> records) {
        return records.stream()
                .filter(record -> rebuild.value().equals(record.key()))
                .toList();
    }
}

package dev.imprimatur.tester.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A database that is older than what happened. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
class RestoredDatabaseTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafkaServers;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    EntityManager database;

    @Inject
    BeanManager beans;

    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());

    /** Kafka sends it only once, and the queue may hold runs of its rebuild. */
    @Test
    void aCancelThatWasForgottenCountsBeforeAnyWorkIsTaken() {
        try (Kafka kafka = new Kafka(kafkaServers)) {
            kafka.send(new RebuildCancelRequested(
                    "cancel-" + rebuild, Instant.now(), rebuild, RebuildCancelRequested.CANCEL, "wrong", "test"));
        }
        await().atMost(LIMIT).until(this::isCancelled);

        await("its offset is committed soon").atMost(LIMIT).untilAsserted(() -> {
            forget();
            learnBeforeAnyWork();
            assertThat(isCancelled()).isTrue();
        });
    }

    private boolean isCancelled() {
        return cancelled.find(rebuild).isPresent();
    }

    private void forget() {
        change("delete from cancelled_rebuild where rebuild_id = '" + rebuild + "'");
        change("delete from inbox_event where topic = '" + Topic.REBUILD_CANCEL_REQUESTED.topic() + "'");
        change("delete from inbox where topic = '" + Topic.REBUILD_CANCEL_REQUESTED.topic() + "'");
    }

    private void change(String sql) {
        QuarkusTransaction.requiringNew()
                .run(() -> database.createNativeQuery(sql).executeUpdate());
    }

    /** What a start does right before the queue takes work. */
    private void learnBeforeAnyWork() {
        StartupEvent start = new StartupEvent();
        beans.resolveObserverMethods(start).stream()
                .filter(observer -> observer.getPriority() == StartOrder.RECALL)
                .forEach(observer -> observer.notify(start));
    }
}

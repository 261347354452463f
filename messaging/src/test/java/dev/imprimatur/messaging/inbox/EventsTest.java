package dev.imprimatur.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.messaging.event.BadEventException;
import dev.imprimatur.messaging.event.EventFixtures;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class EventsTest {
    @Inject
    Events events;

    private final List<String> handled = new ArrayList<>();

    @Test
    void anEventIsHandledOnceOverAllDeliveries() {
        ConsumerRecord<String, byte[]> record = request();

        for (int delivery = 0; delivery < 3; delivery++) {
            events.handle(record, RebuildRequested.class, event -> handled.add(event.eventId()));
        }

        assertThat(handled).hasSize(1);
    }

    @Test
    void aHandlerThatFailedIsTriedAgainAndItsInboxEntryDoesNotStay() {
        ConsumerRecord<String, byte[]> record = request();
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> events.handle(record, RebuildRequested.class, event -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("defect");
                }))
                .hasStackTraceContaining("defect");
        events.handle(record, RebuildRequested.class, event -> handled.add(event.eventId()));

        assertThat(tries).hasValue(3);
        assertThat(handled).hasSize(1);
    }

    @Test
    void whileTheDatabaseIsInTroubleTheRecordWaits() {
        AtomicInteger tries = new AtomicInteger();

        events.handle(request(), RebuildRequested.class, event -> {
            if (tries.incrementAndGet() < 5) {
                throw new IllegalStateException(new SQLException("terminating connection", "57P01"));
            }
            handled.add(event.eventId());
        });

        assertThat(handled).hasSize(1);
    }

    @Test
    void aPoisonRecordIsThrownBackAtOnce() {
        assertThatThrownBy(() -> events.handle(
                        EventFixtures.record(RebuildRequested.class, "garbage"),
                        RebuildRequested.class,
                        event -> handled.add("never")))
                .isInstanceOf(BadEventException.class);
        assertThat(handled).isEmpty();
    }

    private static ConsumerRecord<String, byte[]> request() {
        return EventFixtures.record(
                RebuildRequested.class, "{\"type\":\"rebuild-all\",\"eventId\":\"%s\"}".formatted(UUID.randomUUID()));
    }
}

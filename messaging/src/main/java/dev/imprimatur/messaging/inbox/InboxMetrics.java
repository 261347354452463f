package dev.imprimatur.messaging.inbox;

import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.messaging.time.SharedClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Shows which events wait for the database or the own key, which batches failed, and how many events were dropped
 * though they are not what was handled before.
 */
@ApplicationScoped
class InboxMetrics {
    @Inject
    MeterRegistry meters;

    private final Map<EventIdentity, Instant> waiting = new ConcurrentHashMap<>();

    void start(@Observes StartupEvent event) {
        Gauge.builder("imprimatur.inbox.wait", this::longestWait)
                .baseUnit("seconds")
                .register(meters);
    }

    /** This event waits for the database or the own key. */
    void waits(EventIdentity event) {
        waiting.putIfAbsent(event, SharedClock.now());
    }

    /** It no longer waits. */
    void goesOn(EventIdentity event) {
        waiting.remove(event);
    }

    /** It was dropped: another event of the same identity was handled before. */
    void dropped(EventIdentity event) {
        meters.counter("imprimatur.inbox.conflicts", "topic", event.topic()).increment();
    }

    /** A batch was handled in one transaction, or failed, so that its events are handled one by one. */
    void batch(boolean together) {
        meters.counter("imprimatur.inbox.batches", "outcome", together ? "together" : "alone")
                .increment();
    }

    private double longestWait() {
        return waiting.values().stream()
                .min(Comparator.naturalOrder())
                .map(since -> Duration.between(since, SharedClock.now()).toMillis() / 1000.0)
                .orElse(0.0);
    }
}

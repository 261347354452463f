package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.metric.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Shows how many letters wait for a decision. All replicas of a service show the same: they share the table. */
@ApplicationScoped
class DeadLetterMetrics {
    @Inject
    KeptLetters letters;

    @Inject
    MeterRegistry meters;

    void start(@Observes StartupEvent event) {
        Figures<Long> waiting = new Figures<>(Figures.OF_DATABASE, letters::waiting);
        Gauge.builder("imprimatur.dead.letters", () -> waiting.show(Long::doubleValue))
                .register(meters);
    }
}

package dev.imprimatur.publisher.drift;

import dev.imprimatur.messaging.metric.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Shows how many published tags differ. Replicas show the same: they share the database. */
@ApplicationScoped
class DriftMetrics {
    @Inject
    DriftLedger ledger;

    @Inject
    MeterRegistry meters;

    void start(@Observes StartupEvent event) {
        Figures<Long> differing = new Figures<>(Figures.OF_DATABASE, ledger::count);
        Gauge.builder("imprimatur.drift.tags", () -> differing.show(Long::doubleValue))
                .register(meters);
    }
}

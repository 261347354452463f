package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineCertificates;
import dev.imprimatur.engine.EngineDisk;
import dev.imprimatur.messaging.metric.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Shows this replica's engine's disk. What is not known is no number, nor is what an engine that hangs does not say
 * soon: a look at the metrics shows the others all the same.
 */
@ApplicationScoped
class EngineMetrics {
    /** How long a look at one of them waits for the engine. */
    private static final Duration SOON = Duration.ofSeconds(2);

    @Inject
    Engine engine;

    @Inject
    MeterRegistry meters;

    private final Figures<EngineDisk> disk = new Figures<>(SOON, () -> engine.disk());

    void start(@Observes StartupEvent event) {
        gauge("imprimatur.engine.images", EngineDisk::images);
        gauge("imprimatur.engine.free", EngineDisk::free);
        gauge("imprimatur.engine.disk", EngineDisk::size);
        if (engine.certificates().isPresent()) {
            certificate("client", certificates -> Optional.of(certificates.client()));
            certificate("engine", EngineCertificates::engine);
        }
    }

    private void gauge(String name, Function<EngineDisk, OptionalLong> figure) {
        Gauge.builder(name, () -> disk.show(answer -> number(figure.apply(answer))))
                .baseUnit("bytes")
                .register(meters);
    }

    private void certificate(String of, Function<EngineCertificates, Optional<Instant>> end) {
        Gauge.builder(
                        "imprimatur.engine.certificate.until",
                        () -> engine.certificates()
                                .flatMap(end)
                                .map(Instant::getEpochSecond)
                                .map(Long::doubleValue)
                                .orElse(Double.NaN))
                .tag("of", of)
                .baseUnit("seconds")
                .register(meters);
    }

    private static double number(OptionalLong bytes) {
        return bytes.isPresent() ? bytes.getAsLong() : Double.NaN;
    }
}

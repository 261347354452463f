package dev.imprimatur.engineaccess;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineCertificates;
import dev.imprimatur.engine.EngineDisk;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/** Shows this replica's engine's disk. What is not known is no number. */
@ApplicationScoped
class EngineMetrics {
    @Inject
    Engine engine;

    @Inject
    MeterRegistry meters;

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
        Gauge.builder(name, () -> number(figure.apply(engine.disk())))
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

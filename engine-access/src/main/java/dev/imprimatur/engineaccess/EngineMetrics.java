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
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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

    private CompletableFuture<EngineDisk> asked;

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
        Gauge.builder(name, () -> disk().map(figure).map(EngineMetrics::number).orElse(Double.NaN))
                .baseUnit("bytes")
                .register(meters);
    }

    private Optional<EngineDisk> disk() {
        try {
            return Optional.of(asked().get(SOON.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException | ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** One that has not answered yet is not asked again. */
    private synchronized CompletableFuture<EngineDisk> asked() {
        if (asked == null || asked.isDone()) {
            asked = CompletableFuture.supplyAsync(
                    engine::disk,
                    task -> Thread.ofVirtual().name("engine-metrics").start(task));
        }
        return asked;
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

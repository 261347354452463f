package dev.imprimatur.publisher.mirror;

import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;

/** Shows what mirrors lack. A gauge whose question throws shows no number, which is right without a database. */
@ApplicationScoped
class MirrorMetrics {
    @Inject
    ProductionRegistries registries;

    @Inject
    MeterRegistry meters;

    void start(@Observes StartupEvent event) {
        for (Registry mirror : registries.mirrors()) {
            Gauge.builder("imprimatur.mirror.missing", () -> missing(mirror))
                    .tags("registry", mirror.host())
                    .register(meters);
            Gauge.builder("imprimatur.mirror.behind", () -> behind(mirror).toSeconds())
                    .baseUnit("seconds")
                    .tags("registry", mirror.host())
                    .register(meters);
        }
    }

    private static long missing(Registry mirror) {
        return QuarkusTransaction.requiringNew()
                .call(() -> MirrorCopy.waiting(mirror).count());
    }

    private static Duration behind(Registry mirror) {
        return QuarkusTransaction.requiringNew()
                .call(() -> MirrorCopy.waiting(mirror)
                        .firstResultOptional()
                        .map(oldest -> Duration.between(oldest.notedAt, SharedClock.now()))
                        .orElse(Duration.ZERO));
    }
}

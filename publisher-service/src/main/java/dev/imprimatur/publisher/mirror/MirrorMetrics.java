package dev.imprimatur.publisher.mirror;

import dev.imprimatur.messaging.metric.Figures;
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

/** Shows what mirrors lack. */
@ApplicationScoped
class MirrorMetrics {
    @Inject
    ProductionRegistries registries;

    @Inject
    MeterRegistry meters;

    /**
     * @param missing how many copies wait
     * @param behind since when the oldest does
     */
    private record Lack(long missing, Duration behind) {}

    void start(@Observes StartupEvent event) {
        for (Registry mirror : registries.mirrors()) {
            Figures<Lack> lack = new Figures<>(Figures.OF_DATABASE, () -> lack(mirror));
            Gauge.builder("imprimatur.mirror.missing", () -> lack.show(Lack::missing))
                    .tags("registry", mirror.host())
                    .register(meters);
            Gauge.builder(
                            "imprimatur.mirror.behind",
                            () -> lack.show(each -> each.behind().toSeconds()))
                    .baseUnit("seconds")
                    .tags("registry", mirror.host())
                    .register(meters);
        }
    }

    private static Lack lack(Registry mirror) {
        return QuarkusTransaction.requiringNew()
                .call(() -> new Lack(
                        MirrorCopy.waiting(mirror).count(),
                        MirrorCopy.waiting(mirror)
                                .firstResultOptional()
                                .map(oldest -> Duration.between(oldest.notedAt, SharedClock.now()))
                                .orElse(Duration.ZERO)));
    }
}

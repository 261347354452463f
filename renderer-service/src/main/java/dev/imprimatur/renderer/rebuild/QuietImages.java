package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.metric.Figures;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

/**
 * Shows for how long images have been on their way while none was built or tested. Builders and testers that are scaled
 * to none measure nothing themselves, and neither do those that nothing starts.
 */
@ApplicationScoped
class QuietImages {
    /**
     * Since the oldest one waits, or since the last result: what is new, or was published, is no sign of builders or
     * testers.
     */
    private static final String SECONDS = """
            select case when count(*) = 0 then 0 else greatest(0, extract(epoch from now() - greatest(
                min(rendered_at),
                (select max(received_at) from inbox_event where topic = 'build-completed'),
                (select max(received_at) from inbox_event where topic = 'test-completed')))) end
            from rebuild_image where state = 'RENDERED'
            """;

    @Inject
    EntityManager database;

    @Inject
    MeterRegistry meters;

    void start(@Observes StartupEvent event) {
        Figures<Double> quiet = new Figures<>(Figures.OF_DATABASE, this::seconds);
        Gauge.builder("imprimatur.images.quiet", () -> quiet.show(Double::doubleValue))
                .baseUnit("seconds")
                .register(meters);
    }

    private double seconds() {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) database.createNativeQuery(SECONDS).getSingleResult()).doubleValue());
    }
}

package dev.imprimatur.renderer.plan;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Adds the row of this renderer's schedule again, should it be gone. */
@ApplicationScoped
class KeptSchedule {
    private static final Logger LOG = Logger.getLogger(KeptSchedule.class);
    private static final int MINUTES = 5;

    @Inject
    StaleCheck check;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("stale-check-row").daemon().factory());

    void start(@Observes StartupEvent event) {
        thread.scheduleWithFixedDelay(this::keep, MINUTES, MINUTES, TimeUnit.MINUTES);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void keep() {
        try {
            check.keep();
        } catch (RuntimeException e) {
            LOG.warnf("cannot see to the row of the look at what is stale, trying again: %s", e.getMessage());
        }
    }
}

package dev.imprimatur.tester.run;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Ends cancelled test runs that wait, also while no work is taken for want of an engine or a registry. */
@ApplicationScoped
class CancelledRuns {
    private static final Logger LOG = Logger.getLogger(CancelledRuns.class);

    @Inject
    TestRuns runs;

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void end() {
        try {
            runs.cancelledWhileWaiting().forEach(runs::open);
        } catch (RuntimeException e) {
            LOG.debugf("cancelled test runs that wait are not ended now: %s", e.getMessage());
        }
    }
}

package dev.imprimatur.builder.imagebuild;

import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Ends cancelled builds that wait, also while no work is taken for want of an engine or a registry. */
@ApplicationScoped
class CancelledBuilds {
    private static final Logger LOG = Logger.getLogger(CancelledBuilds.class);

    @Inject
    Builds builds;

    @Scheduled(every = "5s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void end() {
        try {
            builds.cancelledWhileWaiting().forEach(builds::open);
        } catch (RuntimeException e) {
            LOG.debugf("cancelled builds that wait are not ended now: %s", e.getMessage());
        }
    }
}

package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Clears this tester's engine of what testers left there that died, also while nothing is to be tested. */
@ApplicationScoped
class EngineClearing {
    private static final Logger LOG = Logger.getLogger(EngineClearing.class);

    @Inject
    Engine engine;

    @Inject
    Leftovers leftovers;

    private volatile boolean stopping;

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(
            every = "${imprimatur.tester.clean-up-interval:1m}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void clear() {
        if (stopping) {
            return;
        }
        try {
            leftovers.sweep(engine.version().id());
        } catch (EngineException e) {
            LOG.debugf("the engine is not cleared now: %s", e.getMessage());
        }
    }
}

package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import org.jboss.logging.Logger;

/** Clears this builder's engine of what nobody needs any more. The notes are durable, so a failed round is made up for. */
@ApplicationScoped
class EngineClearing {
    private static final Logger LOG = Logger.getLogger(EngineClearing.class);

    @Inject
    BuilderConfig config;

    @Inject
    Engine engine;

    @Inject
    KeptImages kept;

    private volatile boolean stopping;

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    @Scheduled(
            every = "${imprimatur.builder.clean-up-interval:10s}",
            concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void clear() {
        if (stopping) {
            return;
        }
        try {
            String engineId = engine.version().id();
            for (String reference : kept.unneeded(engineId, config.keep())) {
                remove(engineId, reference);
            }
        } catch (EngineException e) {
            LOG.debugf("the engine is not cleared now: %s", e.getMessage());
        }
    }

    private void remove(String engineId, String reference) {
        try {
            engine.untag(ImageReference.parse(reference));
            kept.forget(engineId, reference);
            LOG.debugf("removed %s from the engine", reference);
        } catch (EngineException e) {
            LOG.debugf("%s stays on the engine for now: %s", reference, e.getMessage());
        }
    }
}

package dev.imprimatur.renderer.plan;

import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.RebuildRequested;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.renderer.RendererConfig;
import dev.imprimatur.renderer.rebuild.Rebuild;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Looks from time to time whether anything is stale, and asks for a rebuild of it. One row of the work queue, so however
 * many renderers there are, one looks; and it asks like everybody else, by an event.
 */
@ApplicationScoped
public class StaleCheck implements Work {
    private static final Logger LOG = Logger.getLogger(StaleCheck.class);
    private static final int AFTER_THE_QUEUE_HAS_STARTED = 300;

    @Inject
    RendererConfig config;

    @Inject
    RebuildPlanner planner;

    @Inject
    Outbox outbox;

    @Inject
    WorkQueue queue;

    void start(@Observes @jakarta.annotation.Priority(AFTER_THE_QUEUE_HAS_STARTED) StartupEvent event) {
        config.staleCheck()
                .ifPresent(every -> QuarkusTransaction.requiringNew()
                        .run(() -> queue.add(this, "everything", Priority.BACKGROUND)));
    }

    @Override
    public String name() {
        return "stale-check";
    }

    @Override
    public Next run(String id) {
        if (config.staleCheck().isEmpty()) {
            return Next.done();
        }
        Duration every = config.staleCheck().get();
        try {
            look();
        } catch (RuntimeException e) {
            LOG.warnf("cannot tell what is stale, looking again in %s: %s", every, e.getMessage());
        }
        return Next.again(every);
    }

    private void look() {
        if (QuarkusTransaction.requiringNew().call(Rebuild::anyOpen)) {
            LOG.info("a rebuild goes on, so what is stale shows only after it");
            return;
        }
        int stale = planner.plan(new RebuildScope(null, true)).plan().images().size();
        if (stale > 0) {
            LOG.infof("%d images are stale, asking for their rebuild", stale);
            QuarkusTransaction.requiringNew().run(() -> outbox.add(request(stale)));
        }
    }

    private static RebuildRequested request(int stale) {
        return new RebuildRequested(
                "stale-check/" + UUID.randomUUID(),
                Instant.now(),
                null,
                RebuildRequested.STALE,
                null,
                "stale: " + stale + (stale == 1 ? " image" : " images"),
                Priority.SCHEDULED,
                "stale-check",
                null);
    }
}

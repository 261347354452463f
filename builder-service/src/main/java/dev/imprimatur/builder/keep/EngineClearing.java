package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.ByteSize;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * Clears this builder's engine of what is no longer needed. The notes are durable, so the next round makes up for one
 * that failed.
 */
@ApplicationScoped
class EngineClearing {
    private static final Logger LOG = Logger.getLogger(EngineClearing.class);

    @Inject
    BuilderConfig config;

    @Inject
    Engine engine;

    @Inject
    KeptImages kept;

    @Inject
    EngineNames names;

    @Inject
    DiskBudget budget;

    @Inject
    BuildSteps steps;

    private volatile boolean stopping;
    private volatile boolean over;

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
            Instant longAgo = SharedClock.earliest().minus(config.keep());
            kept.on(engineId).stream()
                    .filter(name ->
                            name.need() == Kept.Need.NONE || name.usedAt().isBefore(longAgo))
                    .forEach(name -> names.remove(engineId, name));
            clearAbandoned(engineId);
            allowed().ifPresent(bytes -> fit(engineId, bytes));
        } catch (EngineException e) {
            LOG.debugf("the engine is not cleared now: %s", e.getMessage());
        }
    }

    private void clearAbandoned(String engineId) {
        for (String image : steps.abandoned(engineId)) {
            if (!clearAbandoned(engineId, image)) {
                return;
            }
        }
    }

    /**
     * If the engine fails one removal, as of a damaged layer, the rest is cleared now. If one takes so long that the
     * answer or the transaction is over, and the engine answers otherwise, the rest is cleared in the next round.
     *
     * @return whether to go on
     * @throws EngineException if it answers nothing
     */
    private boolean clearAbandoned(String engineId, String image) {
        try {
            steps.clearAbandoned(engineId, image);
            return true;
        } catch (RuntimeException e) {
            boolean answers =
                    e instanceof EngineException failed && failed.failure().kind() != Kind.ENGINE_UNREACHABLE;
            if (!answers) {
                engine.version();
            }
            steps.postpone(engineId, image);
            LOG.debugf("what a killed build of %s left on the engine stays for now: %s", image, e.getMessage());
            return answers;
        }
    }

    /** What may be kept, in bytes: on a full disk nothing that is only kept warm. */
    private OptionalLong allowed() {
        if (engine.disk().full()) {
            return OptionalLong.of(0);
        }
        return config.diskBudget()
                .map(text -> OptionalLong.of(ByteSize.parse(text).bytes()))
                .orElseGet(OptionalLong::empty);
    }

    private void fit(String engineId, long bytes) {
        long left = budget.fit(engineId, bytes);
        boolean before = over;
        over = left > bytes;
        if (over && !before) {
            LOG.infof(
                    "work in progress takes %s of the engine's disk, more than the %s that may be kept there",
                    new ByteSize(left), new ByteSize(bytes));
        }
    }
}

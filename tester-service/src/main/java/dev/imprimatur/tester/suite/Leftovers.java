package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Sees to it that nothing of the tests stays on an engine, not even after a crash: what a run may leave is noted before
 * it begins, and whichever tester next works on that engine cleans up after one that died.
 */
@ApplicationScoped
public class Leftovers {
    private static final Logger LOG = Logger.getLogger(Leftovers.class);
    private static final String ABANDONED =
            "engineId = ?1 and runId not in (select a.run.id from TestAttempt a where a.endedAt is null)";

    @Inject
    Engine engine;

    /**
     * Notes that a run is about to put something on the engine, and removes what an earlier attempt of it left there.
     *
     * @throws EngineException if the engine does not answer
     */
    Leftover expect(String engineId, TestRunId run, ImageReference staged) {
        Leftover leftover = Leftover.of(engineId, run, staged);
        QuarkusTransaction.requiringNew().run(() -> {
            if (Leftover.findById(leftover.id) == null) {
                Leftover.of(engineId, run, staged).persist();
            }
        });
        engine.prune(TestLabel.NAME, run.value());
        return leftover;
    }

    /** Removes it. If the engine does not answer, it stays noted. */
    void clean(Leftover leftover) {
        try {
            remove(leftover);
        } catch (EngineException e) {
            LOG.warnf(
                    "what test run %s left on the engine stays there until the next run: %s",
                    leftover.runId, e.getMessage());
        }
    }

    /**
     * Removes what was left on the engine by attempts that no one works on any more.
     *
     * @throws EngineException if the engine does not answer
     */
    void sweep(String engineId) {
        List<Leftover> abandoned = QuarkusTransaction.requiringNew().call(() -> Leftover.list(ABANDONED, engineId));
        for (Leftover leftover : abandoned) {
            remove(leftover);
            LOG.infof("removed what test run %s had left on the engine", leftover.runId);
        }
    }

    private void remove(Leftover leftover) {
        engine.prune(TestLabel.NAME, leftover.runId);
        StagedImage.release(engine, leftover.staged(), leftover.run());
        QuarkusTransaction.requiringNew().run(() -> Leftover.deleteById(leftover.id));
    }
}

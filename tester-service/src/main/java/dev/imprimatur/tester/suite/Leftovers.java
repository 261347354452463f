package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
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
    private static final String STILL_OPEN =
            "id = ?1 and runId in (select a.run.id from TestAttempt a where a.number = ?2 and a.endedAt is null)";
    private static final String NOTE =
            "insert into leftover (id, engine_id, run_id, staged, noted_at) values (?1, ?2, ?3, ?4, clock_timestamp())"
                    + " on conflict (id) do update set noted_at = clock_timestamp()";
    /** An engine takes its time to remove a large image. */
    private static final int REMOVAL_SECONDS = 300;

    @Inject
    Engine engine;

    /**
     * Notes that a run is about to put something on the engine, and removes what an earlier attempt of it left there.
     * Waits while a sweep does that.
     *
     * @throws EngineException if the engine does not answer
     */
    Leftover expect(String engineId, TestRunId run, ImageReference staged) {
        Leftover leftover = Leftover.of(engineId, run, staged);
        QuarkusTransaction.requiringNew()
                .timeout(REMOVAL_SECONDS)
                .run(() -> Leftover.getEntityManager()
                        .createNativeQuery(NOTE)
                        .setParameter(1, leftover.id)
                        .setParameter(2, leftover.engineId)
                        .setParameter(3, leftover.runId)
                        .setParameter(4, leftover.staged)
                        .executeUpdate());
        engine.prune(TestLabel.NAME, run.value());
        return leftover;
    }

    /**
     * Removes what one of the run's tests left, unless another tester has taken the run over since this attempt began.
     */
    void prune(Leftover leftover, int attempt) {
        ifOpen(leftover, attempt, () -> engine.prune(TestLabel.NAME, leftover.runId));
    }

    /** Removes it, unless another tester has taken the run over. If the engine does not answer, it stays noted. */
    void clean(Leftover leftover, int attempt) {
        try {
            ifOpen(leftover, attempt, () -> {
                remove(leftover);
                Leftover.deleteById(leftover.id);
            });
        } catch (EngineException e) {
            LOG.warnf(
                    "what test run %s left on the engine stays there until the next run: %s",
                    leftover.runId, e.getMessage());
        }
    }

    /**
     * The one that takes the run over may be at work on this very engine, and by the lock begins there only after the
     * removal.
     */
    private static void ifOpen(Leftover leftover, int attempt, Runnable removal) {
        UntilStored.store(() -> QuarkusTransaction.requiringNew()
                .timeout(REMOVAL_SECONDS)
                .run(() -> {
                    Leftover.findById(leftover.id, LockModeType.PESSIMISTIC_WRITE);
                    if (Leftover.count(STILL_OPEN, leftover.id, attempt) > 0) {
                        removal.run();
                    }
                }));
    }

    /**
     * Removes what was left on the engine by attempts that no one works on any more. What the engine refuses to remove
     * stays noted.
     *
     * @throws EngineException if the engine does not answer
     */
    void sweep(String engineId) {
        List<Leftover> abandoned = QuarkusTransaction.requiringNew().call(() -> Leftover.list(ABANDONED, engineId));
        for (Leftover leftover : abandoned) {
            try {
                QuarkusTransaction.requiringNew().timeout(REMOVAL_SECONDS).run(() -> removeAbandoned(leftover));
            } catch (EngineException e) {
                if (e.failure().kind() == Kind.ENGINE_UNREACHABLE) {
                    throw e;
                }
                LOG.warnf("what test run %s left on the engine stays for now: %s", leftover.runId, e.getMessage());
            }
        }
    }

    /** A run that begins meanwhile waits until it is removed; one that has begun since it was listed keeps it. */
    private void removeAbandoned(Leftover listed) {
        if (Leftover.findById(listed.id, LockModeType.PESSIMISTIC_WRITE) != null
                && Leftover.count(ABANDONED + " and id = ?2", listed.engineId, listed.id) > 0) {
            remove(listed);
            Leftover.deleteById(listed.id);
            LOG.infof("removed what test run %s had left on the engine", listed.runId);
        }
    }

    private void remove(Leftover leftover) {
        engine.prune(TestLabel.NAME, leftover.runId);
        StagedImage.release(engine, leftover.staged(), leftover.run());
    }
}

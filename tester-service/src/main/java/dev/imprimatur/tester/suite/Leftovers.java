package dev.imprimatur.tester.suite;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Makes sure that nothing of the tests stays on an engine, even after a crash: what a run may leave is noted before it
 * begins, and the next tester that works on that engine cleans up after one that died.
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

    /** Another tester of this engine may take long over one of them, and nothing has to wait for that. */
    private static final String LOCK = "select id from leftover where id = ?1 for update skip locked";

    @Inject
    Engine engine;

    /**
     * How long a removal may hold its note's lock, in seconds. An engine takes its time for many large layers, and each
     * request to it has a limit of its own; without the lock the removal could take from the next attempt.
     */
    int longestRemoval = 3600;

    /**
     * Notes that a run is about to put something on the engine, and removes what an earlier attempt of it left there,
     * as far as the engine does it now. Waits while a sweep does that.
     */
    Leftover expect(String engineId, TestRunId run, ImageReference staged) {
        Leftover leftover = Leftover.of(engineId, run, staged);
        QuarkusTransaction.requiringNew()
                .timeout(longestRemoval)
                .run(() -> Leftover.getEntityManager()
                        .createNativeQuery(NOTE)
                        .setParameter(1, leftover.id)
                        .setParameter(2, leftover.engineId)
                        .setParameter(3, leftover.runId)
                        .setParameter(4, staged.toString())
                        .executeUpdate());
        orLater(leftover, () -> engine.prune(TestLabel.NAME, run.value()));
        return leftover;
    }

    /**
     * Removes what one of the run's tests left, unless another tester has taken the run over since this attempt began.
     * If the engine does not do it, it stays noted: the test has its result all the same.
     */
    void prune(Leftover leftover, int attempt) {
        orLater(leftover, () -> ifOpen(leftover, attempt, () -> engine.prune(TestLabel.NAME, leftover.runId)));
    }

    /** Removes it, unless another tester has taken the run over. If the engine does not do it, it stays noted. */
    void clean(Leftover leftover, int attempt) {
        orLater(
                leftover,
                () -> ifOpen(leftover, attempt, () -> {
                    remove(leftover);
                    Leftover.deleteById(leftover.id);
                }));
    }

    /** That something stays on an engine says nothing about the image. */
    private static void orLater(Leftover leftover, Runnable removal) {
        try {
            removal.run();
        } catch (EngineException e) {
            stays(leftover, e);
        }
    }

    /** An exception that comes when the transaction's time is up says no more than that. */
    private void inTime(Leftover leftover, Runnable removal) {
        long begun = System.nanoTime();
        try {
            QuarkusTransaction.requiringNew().timeout(longestRemoval).run(removal);
        } catch (RuntimeException e) {
            if (e instanceof EngineException
                    || System.nanoTime() - begun
                            < Duration.ofSeconds(longestRemoval).toNanos()) {
                throw e;
            }
            stays(leftover, e);
        }
    }

    private static void stays(Leftover leftover, RuntimeException why) {
        LOG.warnf("what test run %s left on the engine stays there for now: %s", leftover.runId, why.getMessage());
    }

    /**
     * The one that takes the run over may be at work on this very engine, and by the lock begins there only after the
     * removal.
     */
    private void ifOpen(Leftover leftover, int attempt, Runnable removal) {
        UntilStored.store(() -> inTime(leftover, () -> {
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
                inTime(leftover, () -> removeAbandoned(leftover));
            } catch (EngineException e) {
                if (e.failure().kind() == Kind.ENGINE_UNREACHABLE) {
                    throw e;
                }
                stays(leftover, e);
            }
        }
    }

    /** A run that begins meanwhile waits until it is removed; one that has begun since it was listed keeps it. */
    private void removeAbandoned(Leftover listed) {
        if (locked(listed) && Leftover.count(ABANDONED + " and id = ?2", listed.engineId, listed.id) > 0) {
            remove(listed);
            Leftover.deleteById(listed.id);
            LOG.infof("removed what test run %s had left on the engine", listed.runId);
        }
    }

    private static boolean locked(Leftover listed) {
        return !NativeQueries.column(Leftover.getEntityManager(), LOCK, String.class)
                .setParameter(1, listed.id)
                .getResultList()
                .isEmpty();
    }

    private void remove(Leftover leftover) {
        engine.prune(TestLabel.NAME, leftover.runId);
        StagedImage.release(engine, leftover.staged, leftover.run());
    }
}

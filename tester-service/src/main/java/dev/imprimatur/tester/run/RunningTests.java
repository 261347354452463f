package dev.imprimatur.tester.run;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.cancel.CancelWatch;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.TesterConfig;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * What this tester is doing right now. A tester that is asked to stop ends what it can within its grace; then all of it
 * stops. One run stops when its rebuild is cancelled, and when another tester has taken it over.
 */
@ApplicationScoped
class RunningTests {
    private static final Logger LOG = Logger.getLogger(RunningTests.class);
    private static final long GLANCE = 50_000_000;

    @Inject
    TesterConfig config;

    @Inject
    CancelWatch watch;

    @Inject
    TestRuns runs;

    private final Set<TestRunId> claimed = ConcurrentHashMap.newKeySet();
    private final Map<OpenAttempt, Cancellation> running = new ConcurrentHashMap<>();
    private volatile boolean draining;
    private volatile boolean stopping;

    /** Whether this tester is stopping, and begins nothing any more. */
    boolean draining() {
        return draining;
    }

    /**
     * Whether the run is now this thread's, until it is {@link #release released}. After a silence of the database the queue
     * may give out a run that this very tester still works on.
     */
    boolean claim(TestRunId run) {
        return claimed.add(run);
    }

    void release(TestRunId run) {
        claimed.remove(run);
    }

    /** Does something that can be stopped. */
    <T> T during(OpenAttempt opened, Cancellation cancellation, Function<Cancellation, T> task) {
        running.put(opened, cancellation);
        if (stopping) {
            cancellation.cancel();
        }
        try (CancelWatch.Watch watched = watch.watch(opened.event().rebuildId(), cancellation::cancel)) {
            return task.apply(cancellation);
        } finally {
            running.remove(opened);
        }
    }

    /** Stops what another tester has taken over: it would clear that one's layers away, and its verdict is dropped anyway. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void stopWhatWasTakenOver() {
        try {
            running.entrySet().stream()
                    .filter(each -> !runs.isOpen(each.getKey()))
                    .filter(each -> running.containsKey(each.getKey()))
                    .forEach(each -> stop(each.getKey(), each.getValue()));
        } catch (RuntimeException e) {
            LOG.debugf("cannot look for test runs that were taken over now: %s", e.getMessage());
        }
    }

    private static void stop(OpenAttempt taken, Cancellation cancellation) {
        LOG.warnf("another tester has taken test run %s over; attempt %d is stopped here", taken.run(), taken.number());
        cancellation.cancel();
    }

    /** It comes before the work queue waits for its work, which has priority 100. */
    void stop(@Observes @Priority(50) ShutdownEvent event) {
        draining = true;
        long end = System.nanoTime() + config.grace().toNanos();
        while (!claimed.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(GLANCE);
        }
        stopping = true;
        running.values().forEach(Cancellation::cancel);
    }
}

package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.cancel.CancelWatch;
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
import org.jboss.logging.Logger;

/**
 * What this builder is doing right now. A builder that is asked to stop ends what it can within its grace; then all of it
 * stops. One build stops when its rebuild is cancelled, and when another builder has taken it over.
 */
@ApplicationScoped
class RunningBuilds {
    private static final Logger LOG = Logger.getLogger(RunningBuilds.class);
    private static final long GLANCE = 50_000_000;

    private final Set<BuildKey> claimed = ConcurrentHashMap.newKeySet();
    private final Map<BuildKey, Running> running = new ConcurrentHashMap<>();
    private volatile boolean draining;
    private volatile boolean stopping;

    @Inject
    BuilderConfig config;

    @Inject
    CancelWatch watch;

    @Inject
    Builds builds;

    private record Running(Opening.Opened opened, Cancellation cancellation, CancelWatch.Watch watch) {}

    /** Whether this builder is stopping, and begins nothing any more. */
    boolean draining() {
        return draining;
    }

    /**
     * Whether the build is now this thread's, until it is {@link #release released}. After a silence of the database the
     * queue may give out a build that this very builder still works on.
     */
    boolean claim(BuildKey build) {
        return claimed.add(build);
    }

    void release(BuildKey build) {
        claimed.remove(build);
    }

    Cancellation begin(Opening.Opened opened) {
        Cancellation cancellation = new Cancellation();
        CancelWatch.Watch watched = watch.watch(opened.event().rebuildId(), cancellation::cancel);
        running.put(opened.build(), new Running(opened, cancellation, watched));
        if (stopping) {
            cancellation.cancel();
        }
        return cancellation;
    }

    void end(BuildKey build) {
        running.remove(build).watch().close();
    }

    /** Stops what another builder has taken over: it would prune that one's steps, and its result is dropped anyway. */
    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void stopWhatWasTakenOver() {
        try {
            running.values().stream()
                    .filter(each -> !builds.isOpen(each.opened()))
                    .filter(running::containsValue)
                    .forEach(RunningBuilds::stop);
        } catch (RuntimeException e) {
            LOG.debugf("cannot look for builds that were taken over now: %s", e.getMessage());
        }
    }

    private static void stop(Running taken) {
        LOG.warnf(
                "another builder has taken build %s over; attempt %d is stopped here",
                taken.opened().build(), taken.opened().number());
        taken.cancellation().cancel();
    }

    /** It comes before the work queue waits for its work, which has priority 100. */
    void stop(@Observes @Priority(50) ShutdownEvent event) {
        draining = true;
        long end = System.nanoTime() + config.grace().toNanos();
        while (!claimed.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(GLANCE);
        }
        stopping = true;
        running.values().forEach(each -> each.cancellation().cancel());
    }
}

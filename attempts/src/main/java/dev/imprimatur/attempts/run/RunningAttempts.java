package dev.imprimatur.attempts.run;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.StopOrder;
import dev.imprimatur.messaging.cancel.CancelWatch;
import dev.imprimatur.messaging.work.Next;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * The attempts that this replica makes right now. When the replica is asked to stop, it ends what it can within its
 * grace and stops the rest. An attempt also stops when its rebuild is cancelled, or another replica has taken its work
 * over.
 */
public abstract class RunningAttempts {
    private static final Logger LOG = Logger.getLogger(RunningAttempts.class);
    private static final Duration BUSY = Duration.ofSeconds(2);
    private static final long GLANCE = 50_000_000;

    private final String role;
    private final String work;
    private final Set<String> claimed = ConcurrentHashMap.newKeySet();
    private final Set<Running> running = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;
    private volatile boolean stopping;

    @Inject
    CancelWatch watch;

    /**
     * What a service is doing.
     *
     * @param role what makes the attempts, such as {@code builder}
     * @param work what they are made at, such as {@code build}
     */
    protected RunningAttempts(String role, String work) {
        this.role = role;
        this.work = work;
    }

    /**
     * An attempt that goes on, until it is closed. An interrupt of its thread was meant for it, and is over with it:
     * what became of it is still to be stored.
     */
    public interface Stoppable extends AutoCloseable {
        @Override
        void close();
    }

    private record Running(String id, int number, Runnable stop) {}

    /** How long to go on with what is in progress when this service is asked to stop. */
    protected abstract Duration grace();

    /** Whether no other replica has taken the work over since this attempt began. */
    protected abstract boolean isOpen(String id, int number);

    /**
     * Does a piece of work, unless this service is stopping or works on it already: after a silence of the database the
     * queue may give out what this very replica still works on.
     */
    public Next once(String id, Supplier<Next> task) {
        if (draining) {
            return Next.again(Duration.ZERO);
        }
        if (!claimed.add(id)) {
            return Next.again(BUSY);
        }
        try {
            return task.get();
        } finally {
            claimed.remove(id);
        }
    }

    /**
     * An attempt begins that can be stopped.
     *
     * @param id its piece of work
     * @param number its number
     * @param rebuild what it is made for
     * @param stop stops it; must be quick and must not throw
     */
    public Stoppable begin(String id, int number, RebuildId rebuild, Runnable stop) {
        Running begun = new Running(id, number, stop);
        CancelWatch.Watch watched = watch.watch(rebuild, stop);
        running.add(begun);
        if (stopping) {
            stop.run();
        }
        return () -> {
            running.remove(begun);
            watched.close();
            Thread.interrupted();
        };
    }

    /**
     * Stops attempts that were taken over: they would use up what the other one needs, and their results are dropped
     * anyway. A service overrides this with a schedule of a few seconds.
     */
    protected void stopWhatWasTakenOver() {
        try {
            running.stream()
                    .filter(each -> !isOpen(each.id(), each.number()))
                    .filter(running::contains)
                    .forEach(this::stopHere);
        } catch (RuntimeException e) {
            LOG.debugf("cannot look for %ss that were taken over now: %s", work, e.getMessage());
        }
    }

    private void stopHere(Running taken) {
        LOG.warnf(
                "another %s has taken %s %s over; attempt %d is stopped here", role, work, taken.id(), taken.number());
        taken.stop().run();
    }

    /**
     * Waits for what goes on, as long as the grace lasts, and stops the rest. It runs before the work queue waits for
     * its work.
     */
    public void stop(@Observes @Priority(StopOrder.ATTEMPTS) ShutdownEvent event) {
        draining = true;
        long end = System.nanoTime() + grace().toNanos();
        while (!claimed.isEmpty() && System.nanoTime() < end) {
            LockSupport.parkNanos(GLANCE);
        }
        stopping = true;
        running.forEach(each -> each.stop().run());
    }
}

package dev.imprimatur.messaging.cancel;

import dev.imprimatur.events.RebuildId;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Notifies work that goes on right now that its rebuild was cancelled, within a second: the replica that took the
 * cancel is hardly the one that does the work, so each looks into the database while it works.
 */
@ApplicationScoped
public class CancelWatch {
    private static final Logger LOG = Logger.getLogger(CancelWatch.class);
    private static final Duration POLL = Duration.ofMillis(500);

    @Inject
    CancelledRebuilds cancelled;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService poll = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("cancel-watch").daemon().factory());
    private boolean polling;

    /** Identity decides: two pieces of work of one rebuild are two. */
    private static final class Watched {
        private final RebuildId rebuild;
        private final Runnable stop;

        Watched(RebuildId rebuild, Runnable stop) {
            this.rebuild = rebuild;
            this.stop = stop;
        }
    }

    /** Work that is watched until it is closed. */
    public interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Watches while a piece of work goes on.
     *
     * @param rebuild what it is done for
     * @param stop stops it; called at most once, must be quick and must not throw
     */
    public synchronized Watch watch(RebuildId rebuild, Runnable stop) {
        Watched work = new Watched(rebuild, stop);
        watched.add(work);
        if (!polling) {
            polling = true;
            poll.scheduleWithFixedDelay(this::look, POLL.toMillis(), POLL.toMillis(), TimeUnit.MILLISECONDS);
        }
        return () -> watched.remove(work);
    }

    void stop(@Observes ShutdownEvent event) {
        poll.shutdownNow();
    }

    private void look() {
        Set<RebuildId> rebuilds = watched.stream().map(work -> work.rebuild).collect(Collectors.toSet());
        if (rebuilds.isEmpty()) {
            return;
        }
        try {
            Set<RebuildId> found = cancelled.among(rebuilds);
            watched.stream()
                    .filter(work -> found.contains(work.rebuild))
                    .filter(watched::remove)
                    .forEach(work -> work.stop.run());
        } catch (RuntimeException e) {
            LOG.debugf("cannot look for cancelled rebuilds now: %s", e.getMessage());
        }
    }
}

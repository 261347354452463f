package dev.imprimatur.tester.run;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.cancel.CancelWatch;
import dev.imprimatur.messaging.event.RebuildId;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** What this tester is doing right now: it all stops when the tester stops, and each when its rebuild is cancelled. */
@ApplicationScoped
class RunningTests {
    @Inject
    CancelWatch watch;

    private final Set<Cancellation> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /** Does something that can be stopped. */
    <T> T during(RebuildId rebuild, Cancellation cancellation, Function<Cancellation, T> task) {
        running.add(cancellation);
        if (stopping) {
            cancellation.cancel();
        }
        try (CancelWatch.Watch watched = watch.watch(rebuild, cancellation::cancel)) {
            return task.apply(cancellation);
        } finally {
            running.remove(cancellation);
        }
    }

    /** Another tester begins anew. It comes before the work queue waits for its work, which has priority 100. */
    void stop(@Observes @Priority(50) ShutdownEvent event) {
        stopping = true;
        running.forEach(Cancellation::cancel);
    }
}

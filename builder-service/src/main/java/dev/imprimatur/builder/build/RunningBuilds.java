package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.cancel.CancelWatch;
import dev.imprimatur.messaging.event.RebuildId;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this builder is doing right now; it all stops when the builder stops, and each when its rebuild is cancelled. */
@ApplicationScoped
class RunningBuilds {
    private final Map<BuildKey, Running> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    @Inject
    CancelWatch watch;

    private record Running(Cancellation cancellation, CancelWatch.Watch watch) {}

    Cancellation begin(BuildKey build, RebuildId rebuild) {
        Cancellation cancellation = new Cancellation();
        running.put(build, new Running(cancellation, watch.watch(rebuild, cancellation::cancel)));
        if (stopping) {
            cancellation.cancel();
        }
        return cancellation;
    }

    void end(BuildKey build) {
        running.remove(build).watch().close();
    }

    /** Nobody would take up the result. It comes before the work queue waits for its work, which has priority 100. */
    void stop(@Observes @Priority(50) ShutdownEvent event) {
        stopping = true;
        running.values().forEach(each -> each.cancellation().cancel());
    }
}

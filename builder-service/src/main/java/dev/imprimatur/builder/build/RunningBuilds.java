package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.engine.Cancellation;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What this builder is doing right now; it all stops when the builder stops. */
@ApplicationScoped
class RunningBuilds {
    private final Map<BuildKey, Cancellation> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    Cancellation begin(BuildKey build) {
        Cancellation cancellation = new Cancellation();
        running.put(build, cancellation);
        if (stopping) {
            cancellation.cancel();
        }
        return cancellation;
    }

    void end(BuildKey build) {
        running.remove(build);
    }

    /** Nobody would take up the result. It comes before the work queue waits for its work, which has priority 100. */
    void stop(@Observes @Priority(50) ShutdownEvent event) {
        stopping = true;
        running.values().forEach(Cancellation::cancel);
    }
}

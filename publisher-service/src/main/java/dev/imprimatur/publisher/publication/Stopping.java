package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.StopOrder;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether this publisher was asked to stop: it begins nothing any more, and the work in progress when its grace is over
 * goes back to the queue as if it had not been tried.
 */
@ApplicationScoped
class Stopping {
    private volatile boolean begun;

    boolean begun() {
        return begun;
    }

    /** It comes before the work queue waits for its work and then interrupts it. */
    void stop(@Observes @Priority(StopOrder.ATTEMPTS) ShutdownEvent event) {
        begun = true;
    }
}

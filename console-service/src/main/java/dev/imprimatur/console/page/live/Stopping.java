package dev.imprimatur.console.page.live;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Whether the service is asked to stop. It answers what it was asked for before it stops, and a stream has no end of
 * its own; so streams have to know as soon as the process does.
 */
@ApplicationScoped
class Stopping {
    private final Thread hook = new Thread(this::stop);
    private volatile boolean stopping;

    void start(@Observes StartupEvent event) {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    void end(@Observes ShutdownEvent event) {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The whole process ends, and the hook has run.
        }
    }

    boolean now() {
        return stopping;
    }

    private void stop() {
        stopping = true;
    }
}

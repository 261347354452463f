package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.log.BuildLog;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.messaging.log.LogStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** What this builder is doing right now: its logs can be followed, and it all stops when the builder stops. */
@ApplicationScoped
class RunningBuilds {
    private static final Logger LOG = Logger.getLogger(RunningBuilds.class);

    @Inject
    LogStore logs;

    private final Map<BuildKey, Running> running = new ConcurrentHashMap<>();
    private volatile boolean stopping;

    private record Running(BuildLog log, Cancellation cancellation) {}

    Cancellation begin(BuildKey build, BuildLog log) {
        Cancellation cancellation = new Cancellation();
        running.put(build, new Running(log, cancellation));
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
        running.values().forEach(each -> each.cancellation().cancel());
    }

    @Scheduled(every = "2s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void keepLogs() {
        if (!stopping) {
            running.forEach((build, each) -> each.log().keep(text -> keep(build, text)));
        }
    }

    /** A log that cannot be kept now is kept whole at the end; the build has nothing to do with it. */
    private void keep(BuildKey build, String text) {
        try {
            logs.keep(build.value(), text);
        } catch (RuntimeException e) {
            LOG.debugf(e, "the log of build %s could not be kept yet", build);
        }
    }
}

package dev.imprimatur.attempts.run;

import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.restore.ForgottenEvents;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Notes cancelled rebuilds; attempts for one, here or on another replica, see it there. */
@ApplicationScoped
public class RebuildCancelHandler {
    private static final Logger LOG = Logger.getLogger(RebuildCancelHandler.class);

    @Inject
    Events events;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    ForgottenEvents forgotten;

    /** A restored database may have work of what was cancelled since, and Kafka sends no cancel a second time. */
    void start(@Observes @Priority(StartOrder.RECALL) StartupEvent start) {
        int noted = forgotten.each(
                Set.of(RebuildCancelRequested.class), (event, record) -> true, each -> on(each.record()));
        if (noted > 0) {
            LOG.warnf(
                    "the database is older than what happened, since it was restored: noted %d cancels of rebuilds",
                    noted);
        }
    }

    @Incoming("rebuild-cancel-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RebuildCancelRequested.class, cancelled::note);
    }
}

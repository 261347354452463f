package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Takes requests to cancel rebuilds, also of those whose own request comes later. */
@ApplicationScoped
class RebuildCancels {
    private static final Logger LOG = Logger.getLogger(RebuildCancels.class);

    @Inject
    Events events;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    RebuildProgress progress;

    @Incoming("rebuild-cancel-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RebuildCancelRequested.class, this::accept);
    }

    private void accept(RebuildCancelRequested event) {
        cancelled.note(event);
        Rebuild.lockOrAwait(event.rebuildId())
                .ifPresentOrElse(
                        rebuild -> progress.cancel(rebuild, FailureReport.cancelled(event.why())),
                        () -> LOG.infof(
                                "rebuild %s is cancelled before it is requested, or there is none", event.rebuildId()));
    }
}

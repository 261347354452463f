package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.inbox.Events;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Takes requests for rebuilds. */
@ApplicationScoped
class RebuildRequests {
    private static final Logger LOG = Logger.getLogger(RebuildRequests.class);

    @Inject
    Events events;

    @Inject
    Planning planning;

    @Inject
    RebuildTimeout timeout;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    RebuildProgress progress;

    @Incoming("rebuild-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RebuildRequested.class, this::accept);
    }

    void accept(RebuildRequested request) {
        if (Rebuild.lockOrAwait(request.rebuildId()).isPresent()) {
            LOG.warnf("rebuild %s was requested before, this request is left aside", request.rebuildId());
            return;
        }
        Rebuild rebuild = new Rebuild(request);
        rebuild.persist();
        planning.add(rebuild);
        timeout.limit(rebuild);
        LOG.infof("rebuild %s requested: %s, %s", request.rebuildId(), request.type(), request.reason());
        cancelled.find(request.rebuildId()).ifPresent(why -> progress.cancel(rebuild, why));
    }
}

package dev.imprimatur.renderer.order;

import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.time.SharedClock;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.temporal.ChronoUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Takes requests to roll back, and gives each its place among the rebuilds; the publisher carries them out. */
@ApplicationScoped
public class RollbackRequests {
    private static final Logger LOG = Logger.getLogger(RollbackRequests.class);

    @Inject
    Events events;

    @Inject
    OrderedRollbacks known;

    @Inject
    Places places;

    @Inject
    OrderSigner signer;

    @Inject
    Outbox outbox;

    @Incoming("rollback-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RollbackRequested.class, this::accept);
    }

    /** Gives it its place, as part of the current transaction; none if it has one, whatever event asks again. */
    public void accept(RollbackRequested request) {
        if (!known.note(request.rebuildId())) {
            LOG.infof("rollback %s was asked for again, it has its place", request.rebuildId());
            return;
        }
        RollbackOrdered ordered = new RollbackOrdered(
                RollbackOrdered.id(request.rebuildId()),
                SharedClock.now().truncatedTo(ChronoUnit.MILLIS),
                request.rebuildId(),
                request,
                places.next(),
                null);
        outbox.add(signer.sign(ordered));
        LOG.infof("rollback %s of %s has place %d", request.rebuildId(), request.reference(), ordered.place());
    }
}

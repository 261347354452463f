package dev.imprimatur.publisher.rollback;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.approval.SignedOrders;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.publication.Publication;
import dev.imprimatur.publisher.publication.PublishWork;
import dev.imprimatur.publisher.signature.PublisherSigner;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Carries out rollbacks that the renderer gave a place. */
@ApplicationScoped
public class RollbackReceiver {
    private static final Logger LOG = Logger.getLogger(RollbackReceiver.class);
    /** At most, the requester's and the database's. */
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);

    @Inject
    Events events;

    @Inject
    RollbackTargets targets;

    @Inject
    Outbox outbox;

    @Inject
    WorkQueue queue;

    @Inject
    PublishWork publish;

    @Inject
    SignedOrders orders;

    @Inject
    PublisherSigner signer;

    @Inject
    EntityManager database;

    @Incoming("rollback-ordered")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RollbackOrdered.class, this::believe);
    }

    private void believe(RollbackOrdered ordered) {
        if (!ordered.eventId().equals(RollbackOrdered.id(ordered.rebuildId()))) {
            // The signature does not cover it: under another rollback's identity it would hide that one's order.
            throw new BadEventException("field 'eventId': expected " + RollbackOrdered.id(ordered.rebuildId())
                    + ", the identity of this rollback's order");
        }
        try {
            orders.check(ordered);
        } catch (PublishException e) {
            // What no renderer signed is no event: in the inbox it would hide the genuine one.
            throw new BadEventException(e.report().kind() + ": " + e.getMessage());
        }
        if (isCarriedOut(ordered.request())) {
            LOG.infof("rollback %s was carried out before places were given", ordered.rebuildId());
        } else if (RefusedRollback.isKnown(ordered.rebuildId())) {
            LOG.warnf("rollback %s was requested before and refused, this request is left aside", ordered.rebuildId());
        } else if (Publication.isRollback(ordered.rebuildId())) {
            // What it changed decides by now what the same words mean: a second outcome would contradict the first.
            LOG.warnf("rollback %s was requested before, this request is left aside", ordered.rebuildId());
        } else {
            accept(ordered);
        }
    }

    /**
     * Releases that give no places took requests themselves. They noted no source, so a request of another sender that
     * has the same id is distinguished from theirs by its time.
     */
    private boolean isCarriedOut(RollbackRequested request) {
        return NativeQueries.column(
                        database,
                        "select exists (select 1 from inbox where event_id = ?1 and topic = 'rollback-requested'"
                                + " and received_at >= ?2)",
                        Boolean.class)
                .setParameter(1, request.eventId())
                .setParameter(2, request.occurredAt().minus(CLOCKS_DIFFER))
                .getSingleResult();
    }

    private void accept(RollbackOrdered ordered) {
        RollbackRequested event = ordered.request();
        try {
            RollbackTarget target = targets.find(event);
            Publication publication =
                    Publication.of(event, ordered.place(), target.revision().tested(), target.leaves());
            if (Publication.findById(publication.id) != null) {
                throw PublishException.refused(
                        "id-taken",
                        "the rebuildId " + event.rebuildId() + " is a rebuild's: ask again with another, or none");
            }
            publication.persist();
            BlockedDigest.block(target.leaves(), target.image(), event.reason(), event.requestedBy(), publication.id);
            queue.add(publish, publication.id, Priority.SECURITY);
        } catch (PublishException e) {
            LOG.warnf("rollback of %s refused: %s", PlainText.bounded(event.reference()), e.getMessage());
            RefusedRollback.note(event.rebuildId());
            outbox.add(signer.sign(Publication.refused(event, e.report())));
        }
    }
}

package dev.imprimatur.publisher.rollback;

import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.event.RollbackRequested;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.outbox.Outbox;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.PlainText;
import dev.imprimatur.publisher.PublishException;
import dev.imprimatur.publisher.block.BlockedDigest;
import dev.imprimatur.publisher.publication.Publication;
import dev.imprimatur.publisher.publication.PublishWork;
import io.smallrye.reactive.messaging.annotations.Blocking;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/** Takes requests to roll back. */
@ApplicationScoped
public class RollbackReceiver {
    private static final Logger LOG = Logger.getLogger(RollbackReceiver.class);

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

    @Incoming("rollback-requested")
    @Blocking
    void on(ConsumerRecord<String, byte[]> record) {
        events.handle(record, RollbackRequested.class, this::accept);
    }

    private void accept(RollbackRequested event) {
        try {
            RollbackTarget target = targets.find(event);
            Publication publication = Publication.of(event, target.revision().tested(), target.leaves());
            Publication taken = Publication.findById(publication.id);
            if (taken != null && taken.isRollback()) {
                LOG.warnf("rollback %s was requested before, this request is left aside", event.rebuildId());
                return;
            }
            if (taken != null) {
                throw PublishException.refused(
                        "id-taken",
                        "the rebuildId " + event.rebuildId() + " is a rebuild's: ask again with another, or none");
            }
            BlockedDigest.block(target.leaves(), target.image(), event.reason(), event.requestedBy());
            publication.persist();
            queue.add(publish, publication.id, Priority.SECURITY);
        } catch (PublishException e) {
            LOG.warnf("rollback of %s refused: %s", PlainText.bounded(event.reference()), e.getMessage());
            outbox.add(Publication.refused(event, e.report()));
        }
    }
}

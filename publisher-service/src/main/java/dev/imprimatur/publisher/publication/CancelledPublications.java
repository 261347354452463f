package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.publisher.tag.Tagging;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Ends cancelled publications that wait: for their turn, for another attempt, for a sick place. One whose tags are
 * being changed finishes instead.
 */
@ApplicationScoped
class CancelledPublications {
    private static final Logger LOG = Logger.getLogger(CancelledPublications.class);

    private static final String WAITING = """
            select p.id from publication p join cancelled_rebuild c on c.rebuild_id = p.rebuild_id
            where p.state = 'OPEN'
              and not exists (
                select 1 from publication_attempt a where a.publication_id = p.id and a.finished_at is null)
              and not exists (select 1 from tag_change t where t.publication_id = p.id)
            limit 100""";

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    PublicationLedger ledger;

    @Inject
    Tagging tagging;

    @Inject
    WorkQueue queue;

    @Inject
    PublishWork work;

    @Inject
    CancelledPublications self;

    @Scheduled(every = "1s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void end() {
        try {
            self.waiting().forEach(self::end);
        } catch (RuntimeException e) {
            LOG.debugf("cancelled publications that wait are not ended now: %s", e.getMessage());
        }
    }

    @Transactional
    List<String> waiting() {
        return NativeQueries.column(Publication.getEntityManager(), WAITING, String.class)
                .getResultList();
    }

    /** An attempt that begins from now on sees the cancel before it changes a tag, as every attempt does. */
    @Transactional
    void end(String id) {
        Publication publication = Publication.findById(id, LockModeType.PESSIMISTIC_WRITE);
        if (publication.state != Publication.State.OPEN
                || PublicationAttempt.isOpen(id)
                || !tagging.journal(id).isEmpty()) {
            return;
        }
        cancelled.find(publication.rebuildId).ifPresent(why -> {
            ledger.failed(publication, why);
            queue.remove(work, id);
        });
    }
}

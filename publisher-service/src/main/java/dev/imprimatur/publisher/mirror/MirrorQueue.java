package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.publisher.block.BlockLifted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.List;

/** Queues copies, as part of the current transaction; whatever is to be published goes first. */
@ApplicationScoped
public class MirrorQueue {
    @Inject
    WorkQueue queue;

    @Inject
    MirrorWork work;

    @Inject
    MirrorQueries queries;

    /** Queues those of these copies that mirrors have not got yet. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void followUp(List<MirrorCopy> copies) {
        add(copies.stream().filter(MirrorCopy::waits).map(copy -> copy.id).toList());
    }

    /** Queues the copies of these identities. */
    @Transactional(Transactional.TxType.MANDATORY)
    void add(Collection<String> copies) {
        queue.add(work, copies, Priority.BACKGROUND);
    }

    /** Asks again for what mirrors were refused since a digest was blocked. */
    @Transactional(Transactional.TxType.MANDATORY)
    void askAgain(@Observes BlockLifted lifted) {
        List<MirrorCopy> copies = MirrorCopy.list("id in ?1", queries.refused(lifted.digest()));
        copies.forEach(MirrorCopy::askAgain);
        followUp(copies);
    }
}

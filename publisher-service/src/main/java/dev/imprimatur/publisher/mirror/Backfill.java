package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Queues what mirrors are to get and is in no queue. A mirror that was added to the configuration gets what was
 * published before. While publishers are replaced one after the other, one that does not know the mirror yet takes
 * copies off the queue and publishes without it, so this looks again and again.
 */
@ApplicationScoped
public class Backfill {
    private static final Logger LOG = Logger.getLogger(Backfill.class);

    /** How many copies one transaction queues. */
    private static final int MOST = 1000;

    /** What a mirror has or waits for is not touched. In order, so that two publishers do not wait for each other. */
    private static final String MISSING = """
            insert into mirror_copy (id, registry, publication_id, image, state, noted_at)
            select ?1 || ' ' || publication.id, ?1, publication.id, publication.image, 'WAITING', now()
              from publication
             where publication.state = 'PUBLISHED'
               and exists (select 1 from tag_change change
                             join tag on tag.reference = change.reference and tag.digest = change.to_digest
                            where change.publication_id = publication.id and starts_with(change.reference, ?4))
               and not exists (select 1 from mirror_copy copy
                                where copy.id = ?1 || ' ' || publication.id
                                  and (copy.state <> 'SUPERSEDED'
                                       or copy.failure::json ->> 'kind' is distinct from ?2))
             order by publication.id limit ?3
            on conflict (id) do update set state = 'WAITING', failure = null, finished_at = null, attempts = 0, noted_at = now()
             where mirror_copy.state = 'SUPERSEDED' and mirror_copy.failure::json ->> 'kind' = ?2
            returning id""";

    /**
     * A backup may have a publication between its tags and the news of them; and a copy may be asked for while its last
     * try ends.
     */
    private static final String NOT_QUEUED = """
            select copy.id from mirror_copy copy join publication on publication.id = copy.publication_id
             where copy.registry = ?1 and copy.state = 'WAITING' and publication.finished_at is not null
               and not exists (select 1 from scheduled_tasks task
                                where task.task_name = ?2 and task.task_instance = copy.id)
             order by copy.id limit ?3""";

    @Inject
    EntityManager database;

    @Inject
    ProductionRegistries registries;

    @Inject
    MirrorLedger ledger;

    @Inject
    MirrorWork work;

    /** Queues what any mirror never was to get, or is a mirror for again, and what waits for it in no queue. */
    @Scheduled(every = "2m", delayed = "10s", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    public void fill() {
        registries.mirrors().forEach(this::fill);
    }

    private void fill(Registry mirror) {
        int missing = queue(() -> missing(mirror));
        if (missing > 0) {
            LOG.infof("mirror %s is to get %d publications from before", mirror, missing);
        }
        queue(() -> notQueued(mirror));
    }

    /** All of it, some in each transaction. */
    private int queue(Supplier<List<String>> some) {
        int all = 0;
        int queued;
        do {
            queued = QuarkusTransaction.requiringNew().call(() -> {
                List<String> copies = some.get();
                ledger.queue(copies);
                return copies.size();
            });
            all += queued;
        } while (queued == MOST);
        return all;
    }

    private List<String> missing(Registry mirror) {
        return database.createNativeQuery(MISSING, String.class)
                .setParameter(1, mirror.host())
                .setParameter(2, FailureKinds.NO_MIRROR)
                .setParameter(3, MOST)
                .setParameter(4, registries.first().host() + "/")
                .getResultList();
    }

    private List<String> notQueued(Registry mirror) {
        return database.createNativeQuery(NOT_QUEUED, String.class)
                .setParameter(1, mirror.host())
                .setParameter(2, work.name())
                .setParameter(3, MOST)
                .getResultList();
    }
}

package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Lets a mirror that was added to the configuration get what was published before. While publishers are replaced one after the
 * other, one that does not know the mirror yet takes copies off the queue and publishes without it, so this looks again and
 * again.
 */
@ApplicationScoped
public class Backfill {
    private static final Logger LOG = Logger.getLogger(Backfill.class);
    private static final String MISSING = """
            insert into mirror_copy (id, registry, publication_id, image, state, noted_at)
            select ?1 || ' ' || publication.id, ?1, publication.id, publication.image, 'WAITING', now()
              from publication
             where publication.state = 'PUBLISHED'
               and exists (select 1 from tag_change change
                             join tag on tag.reference = change.reference and tag.digest = change.to_digest
                            where change.publication_id = publication.id)
            on conflict (id) do update set state = 'WAITING', failure = null, finished_at = null, attempts = 0, noted_at = now()
             where mirror_copy.state = 'SUPERSEDED' and mirror_copy.failure::json ->> 'kind' = ?2
            returning id""";

    @Inject
    EntityManager database;

    @Inject
    ProductionRegistries registries;

    @Inject
    MirrorLedger ledger;

    /** After the work queue has started. */
    void start(@Observes @jakarta.annotation.Priority(StartOrder.SCHEDULES) StartupEvent event) {
        fill();
    }

    /** Queues what any mirror never was to get, or is a mirror for again. */
    @Scheduled(every = "2m", delayed = "2m", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    @Transactional
    public void fill() {
        registries.mirrors().forEach(this::fill);
    }

    private void fill(Registry mirror) {
        List<?> ids = database.createNativeQuery(MISSING, String.class)
                .setParameter(1, mirror.host())
                .setParameter(2, FailureKinds.NO_MIRROR)
                .getResultList();
        if (!ids.isEmpty()) {
            LOG.infof("mirror %s is to get %d publications from before", mirror, ids.size());
            ledger.followUp(MirrorCopy.list("id in ?1", ids));
        }
    }
}

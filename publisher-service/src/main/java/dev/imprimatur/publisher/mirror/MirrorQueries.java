package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureKinds;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.tag.HeldTag;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;

/** What is asked of copies together with publications, tags, blocks and the queue. All SQL on mirrors is here. */
@ApplicationScoped
class MirrorQueries {
    private static final String SETTLED = """
            from HeldTag tag where tag.repository = :repository and locate(:production, tag.reference) = 1
               and not exists (from TagChange change
                                where change.reference = tag.reference and change.state = PLANNED)
               and exists (from TagChange change join MirrorCopy copy on copy.publicationId = change.publicationId
                            where change.reference = tag.reference and change.toDigest = tag.digest
                              and copy.registry = :mirror and copy.state = DONE)
               and not exists (from MirrorCopy copy
                                where copy.registry = :mirror and copy.image = tag.image and copy.state = WAITING)""";

    /**
     * In order, so that two publishers do not wait for each other. What was refused for another reason than a block, or
     * later tags, may not be refused any more, as when production or a key was away.
     */
    private static final String ADD_MISSING = """
            insert into mirror_copy (id, registry, publication_id, image, state, noted_at)
            select :mirror || ' ' || publication.id, :mirror, publication.id, publication.image, 'WAITING', now()
              from publication
             where publication.state = 'PUBLISHED'
               and exists (select 1 from tag_change change
                             join tag on tag.reference = change.reference and tag.digest = change.to_digest
                            where change.publication_id = publication.id
                              and starts_with(change.reference, :production))
               and not exists (select 1 from mirror_copy copy
                                where copy.id = :mirror || ' ' || publication.id
                                  and not (copy.state = 'SUPERSEDED' and %1$s))
             order by publication.id limit :most
            on conflict (id) do update
               set state = 'WAITING', failure = null, finished_at = null, attempts = 0, noted_at = now()
             where mirror_copy.state = 'SUPERSEDED' and %2$s
            returning id""".formatted(passed("copy"), passed("mirror_copy"));

    private static final String NOT_QUEUED = """
            select copy.id from mirror_copy copy join publication on publication.id = copy.publication_id
             where copy.registry = :mirror and copy.state = 'WAITING' and publication.finished_at is not null
               and not exists (select 1 from scheduled_tasks task
                                where task.task_name = :work and task.task_instance = copy.id)
             order by copy.id limit :most""";

    private static final String REFUSED = """
            select copy.id from mirror_copy copy join publication on publication.id = copy.publication_id
             where copy.state = 'SUPERSEDED' and cast(copy.failure as json) ->> 'kind' = :blocked
               and publication.digest = :digest""";

    private static final String BLOCKED = """
            select block.digest from blocked_digest block join publication on publication.digest = block.digest
             where publication.id = :publication for update of block""";

    private static final Duration REFUSED_FOR = Duration.ofHours(1);

    @Inject
    EntityManager database;

    @Inject
    ProductionRegistries registries;

    /** What is published in a repository and was seen in this mirror since, unless a publication moves it. */
    @Transactional
    List<HeldTag> settled(Registry mirror, Repository repository) {
        return HeldTag.list(
                SETTLED,
                Parameters.with("repository", repository)
                        .and("production", production() + repository.path() + ":")
                        .and("mirror", mirror.host()));
    }

    /**
     * Notes, as part of the current transaction, what this mirror never was to get, or is a mirror for again; what it
     * has or waits for is not touched.
     *
     * @return the copies that it is to get now
     */
    @Transactional(Transactional.TxType.MANDATORY)
    List<String> addMissing(Registry mirror, int most) {
        return NativeQueries.column(database, ADD_MISSING, String.class)
                .setParameter("mirror", mirror.host())
                .setParameter("production", production())
                .setParameter("noMirror", FailureKinds.NO_MIRROR)
                .setParameter("superseded", FailureKinds.SUPERSEDED)
                .setParameter("blocked", FailureKinds.BLOCKED)
                .setParameter("before", SharedClock.now().minus(REFUSED_FOR))
                .setParameter("most", most)
                .getResultList();
    }

    /** The copies that wait for this mirror, and are not in the queue of this work though their publication ended. */
    @Transactional
    List<String> notQueued(Registry mirror, String work, int most) {
        return NativeQueries.column(database, NOT_QUEUED, String.class)
                .setParameter("mirror", mirror.host())
                .setParameter("work", work)
                .setParameter("most", most)
                .getResultList();
    }

    /** The copies of this digest that mirrors were refused because it was blocked. */
    @Transactional
    List<String> refused(Digest digest) {
        return NativeQueries.column(database, REFUSED, String.class)
                .setParameter("blocked", FailureKinds.BLOCKED)
                .setParameter("digest", digest.value())
                .getResultList();
    }

    /** Whether a publication's digest is blocked. A block that is being lifted is waited for, and locked otherwise. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean isBlocked(String publicationId) {
        return !NativeQueries.column(database, BLOCKED, String.class)
                .setParameter("publication", publicationId)
                .getResultList()
                .isEmpty();
    }

    /** Whether a copy that had nothing to bring can be asked for again. */
    private static String passed(String copy) {
        return """
                coalesce(cast(%1$s.failure as json) ->> 'kind' = :noMirror
                         or cast(%1$s.failure as json) ->> 'kind' not in (:superseded, :blocked) and %1$s.finished_at < :before, false)""".formatted(copy);
    }

    private String production() {
        return registries.first().host() + "/";
    }
}

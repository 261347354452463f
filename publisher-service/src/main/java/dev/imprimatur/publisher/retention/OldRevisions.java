package dev.imprimatur.publisher.retention;

import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.publisher.ProductionRegistries;
import dev.imprimatur.publisher.history.TagPeriod;
import dev.imprimatur.publisher.revision.Revision;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** Finds revisions that are no longer needed. Each method is one transaction. */
@ApplicationScoped
class OldRevisions {
    private static final int PAGE = 100;
    private static final String FIND = """
            select r.* from (
                select *, row_number() over (partition by image order by number desc) as place
                from revision where state = 'PUBLISHED') r
            where r.place > ?1 and r.published_at < ?2 and r.id > ?3
                and not exists (select 1 from tag t where t.digest = r.digest and t.role <> 'REVISION')
            order by r.id limit ?4
            """;
    private static final String NEEDED = """
            select exists (select 1 from tag where digest = ?1 and role <> 'REVISION')
                or exists (select 1 from publication where digest = ?1 and finished_at is null)
            """;

    @Inject
    EntityManager database;

    @Inject
    ProductionRegistries registries;

    /**
     * A page of revisions, by id, that were published before then, are not among so many of the newest, and that no
     * moving or pinned tag names.
     *
     * @param after the id of the last one of the page before, 0 at first
     */
    @Transactional
    @SuppressWarnings("unchecked")
    List<Revision> before(Instant then, int keep, long after) {
        return database.createNativeQuery(FIND, Revision.class)
                .setParameter(1, keep)
                .setParameter(2, then)
                .setParameter(3, after)
                .setParameter(4, PAGE)
                .getResultList();
    }

    /** Whether a tag has its digest meanwhile, or is about to get it. */
    @Transactional
    boolean isNeeded(Revision revision) {
        return NativeQueries.column(database, NEEDED, Boolean.class)
                .setParameter(1, revision.digest.value())
                .getSingleResult();
    }

    /** Its immutable tags, in mirrors and in production. */
    List<ImageReference> tags(Revision revision) {
        return registries()
                .flatMap(registry -> revision.tested().candidate().pinned().stream()
                        .distinct()
                        .map(pinned -> Revision.tag(pinned, revision.number).in(registry)))
                .toList();
    }

    /** Where it was published: the first registry comes last, since mirrors follow it. */
    List<RepositoryReference> repositories(Revision revision) {
        return registries()
                .flatMap(registry -> revision.tested().candidate().tags().stream()
                        .map(tag -> new RepositoryReference(registry, tag.repository())))
                .distinct()
                .toList();
    }

    private Stream<Registry> registries() {
        return registries.all().reversed().stream();
    }

    /** Notes that it is gone, and its tags with it. */
    @Transactional
    void retire(Revision revision, List<ImageReference> tags) {
        Revision now = Revision.findById(revision.id);
        now.state = Revision.State.RETIRED;
        now.retiredAt = SharedClock.now();
        for (ImageReference tag : tags) {
            database.createNativeQuery("delete from tag where reference = ?1 and role = 'REVISION'")
                    .setParameter(1, tag.toString())
                    .executeUpdate();
            TagPeriod.end(tag, now.retiredAt);
        }
    }
}

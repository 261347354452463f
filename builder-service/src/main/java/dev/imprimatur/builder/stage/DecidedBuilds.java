package dev.imprimatur.builder.stage;

import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/** Builds that will not be published any more, or that are published, and still lie in staging. */
@ApplicationScoped
class DecidedBuilds {
    /** How many are returned at once. */
    static final int MOST = 100;

    /**
     * The same digest may have been staged for a build that is not decided, or not for long enough. Of the oldest, each
     * builder begins elsewhere, so that several share the work.
     */
    private static final String FIND = """
            select b.staged from (
                select distinct staged from (
                    select staged from build
                    where staged is not null and retired_at is null and released_at < ?1
                    order by released_at limit 10 * ?2) oldest) b
            where not exists (select 1 from build o
                              where o.staged = b.staged and (o.released_at is null or o.released_at >= ?1))
            order by md5(b.staged || ?3) limit ?2
            """;

    private static final String RETIRE = "update build set retired_at = now() where staged = ?1 and released_at < ?2";

    private static final String STILL = """
            select not exists (select 1 from build
                               where staged = ?1 and (released_at is null or released_at >= ?2))
            """;

    @Inject
    EntityManager database;

    @Inject
    Worker worker;

    /** Where what was decided before then lies, some of it if there is much. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    @SuppressWarnings("unchecked")
    List<ImageReference> before(Instant then) {
        List<String> staged = database.createNativeQuery(FIND, String.class)
                .setParameter(1, then)
                .setParameter(2, MOST)
                .setParameter(3, worker.name())
                .getResultList();
        return staged.stream().map(ImageReference::parse).toList();
    }

    /** Whether no build that is not decided has been staged there since; rounds take their time. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    boolean still(ImageReference staged, Instant then) {
        return (boolean) database.createNativeQuery(STILL, Boolean.class)
                .setParameter(1, staged.toString())
                .setParameter(2, then)
                .getSingleResult();
    }

    /** It is not to be asked about again. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void retire(ImageReference staged, Instant then) {
        database.createNativeQuery(RETIRE)
                .setParameter(1, staged.toString())
                .setParameter(2, then)
                .executeUpdate();
    }
}

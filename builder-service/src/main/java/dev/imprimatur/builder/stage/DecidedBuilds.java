package dev.imprimatur.builder.stage;

import dev.imprimatur.messaging.retention.RetentionConfig;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.messaging.work.Worker;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** Finds what still lies in staging of builds that were published, or will not be. */
@ApplicationScoped
class DecidedBuilds {
    private static final Logger LOG = Logger.getLogger(DecidedBuilds.class);

    /** How many are returned at once. */
    private static final int MOST = 100;

    /**
     * The same digest may have been staged for a build that is not decided, or not for long enough. Each builder has an
     * order of its own, so that several share the work, and another one in each round, so that what fails is not always
     * first.
     */
    private static final String FIND = """
            select b.staged from (
                select distinct staged, md5(staged || ?3) as place from build
                where staged is not null and retired_at is null and released_at < ?1
                  and split_part(staged, '/', 1) <> all(string_to_array(?5, ' '))
                  and split_part(staged, '@', 1) <> all(string_to_array(?5, ' '))) b
            where b.place > coalesce(md5(cast(?4 as text) || ?3), '')
              and not exists (select 1 from build o
                              where o.staged = b.staged and (o.released_at is null or o.released_at >= ?1))
            order by b.place limit ?2
            """;

    /** Nothing but the tag names what they sent. */
    private static final String UNREPORTED = """
            select sent_to from build
            where failure is not null and sent_to is not null and retired_at is null and completed_at < ?1
              and sent_to > ?2 and split_part(sent_to, '/', 1) <> all(string_to_array(?3, ' '))
              and regexp_replace(sent_to, ':[^:]*$', '') <> all(string_to_array(?3, ' '))
            order by sent_to limit ?4
            """;

    private static final String RETIRE_UNREPORTED = "update build set retired_at = now()"
            + " where sent_to = ?1 and failure is not null and retired_at is null";
    private static final String RETIRE = "update build set retired_at = now() where staged = ?1 and released_at < ?2";

    /** The row of a build that has not ended, or is not decided, says more than where something lies. */
    private static final String GIVE_UP = """
            update build set retired_at = now()
            where retired_at is null and completed_at < ?1
              and (staged is not null and released_at is not null or sent_to is not null and failure is not null)
              and ?2 in (split_part(coalesce(staged, sent_to), '/', 1), split_part(staged, '@', 1),
                         regexp_replace(sent_to, ':[^:]*$', ''))
            """;

    private static final String STILL = """
            select not exists (select 1 from build
                               where staged = ?1 and (released_at is null or released_at >= ?2))
            """;

    @Inject
    EntityManager database;

    @Inject
    Worker worker;

    @Inject
    RetentionConfig kept;

    /**
     * Where what was decided before then lies, some of it if there is much.
     *
     * @param last of those that were returned before; null to begin
     * @param without registries and repositories that are left out
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<ImageReference> before(Instant then, ImageReference last, Set<String> without) {
        List<String> staged = NativeQueries.column(database, FIND, String.class)
                .setParameter(1, then)
                .setParameter(2, MOST)
                .setParameter(3, worker.name() + then)
                .setParameter(4, last == null ? null : last.toString())
                .setParameter(5, String.join(" ", without))
                .getResultList();
        return staged.stream().map(ImageReference::parse).toList();
    }

    /**
     * The tags of builds that failed before then, some of them if there are many, under which an attempt may have put
     * an image without reporting it.
     *
     * @param last of those that were returned before; null to begin
     * @param without registries and repositories that are left out
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<ImageReference> unreported(Instant then, ImageReference last, Set<String> without) {
        List<String> tags = NativeQueries.column(database, UNREPORTED, String.class)
                .setParameter(1, then)
                .setParameter(2, last == null ? "" : last.toString())
                .setParameter(3, String.join(" ", without))
                .setParameter(4, MOST)
                .getResultList();
        return tags.stream().map(ImageReference::parse).toList();
    }

    /** Whether all builds with this digest are still decided: a round takes its time. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    boolean still(ImageReference staged, Instant then) {
        return NativeQueries.column(database, STILL, Boolean.class)
                .setParameter(1, staged.toString())
                .setParameter(2, then)
                .getSingleResult();
    }

    /** Notes that it is dealt with: no further round looks at it. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void retire(ImageReference staged, Instant then) {
        database.createNativeQuery(RETIRE)
                .setParameter(1, staged.toString())
                .setParameter(2, then)
                .executeUpdate();
    }

    /** Nothing of a failed build lies under its tag any more, or another build needs that. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void retireUnreported(ImageReference tag) {
        database.createNativeQuery(RETIRE_UNREPORTED)
                .setParameter(1, tag.toString())
                .executeUpdate();
    }

    /**
     * Gives up what lies there of decided builds that would have gone from the database by now: where staging refuses
     * to delete, or even to say whether something is there, it must not keep their rows for ever.
     *
     * @param refusing a registry or a repository
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void giveUp(String refusing) {
        int many = database.createNativeQuery(GIVE_UP)
                .setParameter(1, SharedClock.earliest().minus(kept.history()))
                .setParameter(2, refusing)
                .executeUpdate();
        if (many > 0) {
            LOG.warnf(
                    "what %d builds that ended more than %d days ago left in %s stays there, since it refuses to delete"
                            + " it: clear it by other means",
                    many, kept.history().toDays(), refusing);
        }
    }
}

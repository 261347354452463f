package dev.imprimatur.builder.stage;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.retention.RetentionConfig;
import dev.imprimatur.messaging.sql.NativeQueries;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.TarArtifact;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Notes which build needs which archive in staging. Both noting and removing an archive take its lock, so that none is
 * removed that a build has just asked for.
 */
@ApplicationScoped
public class StoredContexts {
    private static final int MOST = 100;
    private static final String LOCK = "select 1 from (select pg_advisory_xact_lock(hashtext(?1))) as locked";
    private static final String NOTE =
            "insert into context_use (build_id, reference) values (?1, ?2) on conflict do nothing";
    /** A build that failed is decided by that: it is neither tested nor published. */
    private static final String UNNEEDED = """
            select u.reference from context_use u join build b on b.id = u.build_id
            where u.reference > ?4 and (cast(?2 as text) is null or u.reference = ?2)
              and split_part(u.reference, '/', 1) <> all(string_to_array(?5, ' '))
              and split_part(u.reference, '@', 1) <> all(string_to_array(?5, ' '))
            group by u.reference
            having bool_and(coalesce(
                coalesce(b.released_at, case when b.failure is not null then b.completed_at end) < ?1, false))
            order by u.reference limit ?3
            """;

    private static final String GIVE_UP = """
            delete from context_use u using build b
            where b.id = u.build_id and b.completed_at < ?1 and (b.released_at is not null or b.failure is not null)
              and ?2 in (split_part(u.reference, '/', 1), split_part(u.reference, '@', 1))
            """;

    private static final String FORGET = "delete from context_use where reference = ?1";

    @Inject
    EntityManager database;

    @Inject
    RetentionConfig kept;

    /** Notes, as part of the current transaction, what this build and its tests need. */
    @Transactional(Transactional.TxType.MANDATORY)
    public void note(BuildKey build, RenderCompleted event) {
        Stream.concat(Stream.of(event.context()), event.tests().stream().map(ImageTest::files))
                .filter(StoredContexts::isStored)
                .map(archive -> archive.stored().reference().toString())
                .distinct()
                .sorted()
                .forEach(reference -> note(build, reference));
    }

    /** Whether the reference is the one that an archive of this digest has: only such a reference is ever deleted. */
    private static boolean isStored(Archive archive) {
        if (archive.stored() == null) {
            return false;
        }
        ImageReference reference = archive.stored().reference();
        return TarArtifact.reference(RepositoryReference.of(reference), archive.digest(), archive.size())
                .equals(reference);
    }

    private void note(BuildKey build, String reference) {
        lock(reference);
        database.createNativeQuery(NOTE)
                .setParameter(1, build.value())
                .setParameter(2, reference)
                .executeUpdate();
    }

    /**
     * What no build needs that was not decided before then, some of it if there is much.
     *
     * @param last of those that were returned before; null to begin
     * @param without registries and repositories that are left out
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    List<ImageReference> unneeded(Instant then, ImageReference last, Set<String> without) {
        return unneeded(then, null, last == null ? "" : last.toString(), without).stream()
                .map(ImageReference::parse)
                .toList();
    }

    /**
     * Removes one, unless a build needs it by now.
     *
     * @param removal takes it from the registry; what it throws leaves the notes as they were
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void remove(ImageReference context, Instant then, Runnable removal) {
        lock(context.toString());
        if (!unneeded(then, context.toString(), "", Set.of()).isEmpty()) {
            removal.run();
            database.createNativeQuery(FORGET)
                    .setParameter(1, context.toString())
                    .executeUpdate();
        }
    }

    /**
     * Forgets that decided builds needed something there that would have gone from the database by now, as
     * {@link DecidedBuilds#giveUp} does of what they staged.
     *
     * @param refusing a registry or a repository
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void giveUp(String refusing) {
        database.createNativeQuery(GIVE_UP)
                .setParameter(1, SharedClock.earliest().minus(kept.history()))
                .setParameter(2, refusing)
                .executeUpdate();
    }

    private void lock(String reference) {
        database.createNativeQuery(LOCK).setParameter(1, reference).getSingleResult();
    }

    private List<String> unneeded(Instant then, String reference, String last, Set<String> without) {
        return NativeQueries.column(database, UNNEEDED, String.class)
                .setParameter(1, then)
                .setParameter(2, reference)
                .setParameter(3, MOST)
                .setParameter(4, last)
                .setParameter(5, String.join(" ", without))
                .getResultList();
    }
}

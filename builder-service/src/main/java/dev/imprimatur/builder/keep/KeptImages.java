package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The notes of what lies on which engine. Builders share them; each one clears its own engine only. */
@ApplicationScoped
public class KeptImages {
    private static final String NOTE = "insert into kept_image (engine_id, reference, build_id, used_at)"
            + " values (?1, ?2, ?3, clock_timestamp())"
            + " on conflict (engine_id, reference) do update set used_at = clock_timestamp()";
    private static final String USE =
            "insert into base_use (build_id, reference) values (?1, ?2) on conflict do nothing";
    private static final String RELEASE = """
            update build set released_at = now()
            where id = ?1 and released_at is null
              and (build_identity is null or build_identity = ?2) and staged like ?3
            """;
    private static final String ON_ENGINE = """
            select k.reference, k.used_at,
                   case when b.released_at is not null or b.failure is not null then 'NONE'
                        when b.id is not null then 'IN_HAND'
                        when exists (select 1 from base_use u join build w on w.id = u.build_id
                                     where u.reference = k.reference and w.completed_at is null) then 'IN_HAND'
                        else 'WARM' end as need
            from kept_image k left join build b on b.id = k.build_id
            where k.engine_id = ?1
            order by k.build_id nulls last, k.used_at, k.reference
            """;
    private static final String LOCK =
            "select used_at from kept_image where engine_id = ?1 and reference = ?2 for update";
    private static final String FORGET = "delete from kept_image where engine_id = ?1 and reference = ?2";
    private static final String FORGET_USES =
            "delete from base_use u using build b where b.id = u.build_id and b.completed_at is not null";

    @Inject
    EntityManager database;

    /** Notes, before anything of it is done, what this build puts on this engine: its image, and its bases. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void note(String engineId, BuildKey build, ImageReference tag, List<ImageReference> bases) {
        note(engineId, tag.toString(), build.value());
        bases.stream()
                .flatMap(base -> Stream.of(base, KeepTag.of(base)))
                .map(ImageReference::toString)
                .sorted()
                .forEach(base -> {
                    note(engineId, base, null);
                    database.createNativeQuery(USE)
                            .setParameter(1, build.value())
                            .setParameter(2, base)
                            .executeUpdate();
                });
    }

    private void note(String engineId, String reference, String build) {
        database.createNativeQuery(NOTE)
                .setParameter(1, engineId)
                .setParameter(2, reference)
                .setParameter(3, build)
                .executeUpdate();
    }

    /**
     * What this build staged is not needed any more, nor the image on an engine. No error if there is no such build, or
     * it staged something else.
     *
     * @param what it built
     * @param digest of what it staged; null for whatever that is
     */
    @Transactional
    public void release(BuildKey build, BuildId what, Digest digest) {
        database.createNativeQuery(RELEASE)
                .setParameter(1, build.value())
                .setParameter(2, what.value())
                .setParameter(3, digest == null ? "%" : "%@" + digest)
                .executeUpdate();
    }

    /** What lies on this engine: images of builds first, then bases, those least recently used before others. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    @SuppressWarnings("unchecked")
    List<Kept> on(String engineId) {
        database.createNativeQuery(FORGET_USES).executeUpdate();
        Stream<Tuple> rows = database.createNativeQuery(ON_ENGINE, Tuple.class)
                .setParameter(1, engineId)
                .getResultStream();
        return rows.map(row -> new Kept(
                        row.get(0, String.class),
                        row.get(1, Instant.class),
                        Kept.Need.valueOf(row.get(2, String.class))))
                .toList();
    }

    /**
     * Removes a name, unless a build has used it since it was listed. A build that begins meanwhile waits until it is
     * gone, and then gets it again.
     *
     * @param removal takes it from the engine; what it throws leaves the note as it was
     */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    void remove(String engineId, Kept kept, Runnable removal) {
        Tuple noted = (Tuple) database.createNativeQuery(LOCK, Tuple.class)
                .setParameter(1, engineId)
                .setParameter(2, kept.reference())
                .getSingleResultOrNull();
        if (noted != null && kept.usedAt().equals(noted.get(0, Instant.class))) {
            removal.run();
            database.createNativeQuery(FORGET)
                    .setParameter(1, engineId)
                    .setParameter(2, kept.reference())
                    .executeUpdate();
        }
    }
}

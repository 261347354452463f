package dev.imprimatur.builder.keep;

import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The notes of what lies on which engine. Builders share them; each one clears its own engine only. */
@ApplicationScoped
public class KeptImages {
    private static final String NOTE = "insert into kept_image (engine_id, reference, build_id, used_at)"
            + " values (?1, ?2, ?3, now()) on conflict (engine_id, reference) do update set used_at = now()";
    private static final String RELEASE = "update build set released_at = now() where id = ?1 and released_at is null";
    private static final String UNNEEDED = "select k.reference from kept_image k left join build b on b.id = k.build_id"
            + " where k.engine_id = ?1 and (b.released_at is not null or b.failure is not null or k.used_at < ?2)"
            + " order by k.build_id nulls last";
    private static final String FORGET = "delete from kept_image where engine_id = ?1 and reference = ?2";

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
                .forEach(base -> note(engineId, base, null));
    }

    private void note(String engineId, String reference, String build) {
        database.createNativeQuery(NOTE)
                .setParameter(1, engineId)
                .setParameter(2, reference)
                .setParameter(3, build)
                .executeUpdate();
    }

    /** Nobody needs this build's image on an engine any more. No error if there is no such build. */
    @Transactional
    public void release(BuildKey build) {
        database.createNativeQuery(RELEASE).setParameter(1, build.value()).executeUpdate();
    }

    /** What may go from this engine: images of builds that failed or were released, and whatever was long unused. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    @SuppressWarnings("unchecked")
    public List<String> unneeded(String engineId, Duration keep) {
        return database.createNativeQuery(UNNEEDED, String.class)
                .setParameter(1, engineId)
                .setParameter(2, Instant.now().minus(keep))
                .getResultList();
    }

    /** It is gone from this engine. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void forget(String engineId, String reference) {
        database.createNativeQuery(FORGET)
                .setParameter(1, engineId)
                .setParameter(2, reference)
                .executeUpdate();
    }
}

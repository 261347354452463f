package dev.imprimatur.console.page.fleet;

import dev.imprimatur.messaging.sql.NativeQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;

/** Finds what stands on an image: where the image goes back, it is no longer what its base would give. */
@ApplicationScoped
public class Dependants {
    private static final int MOST = 20;
    /**
     * What users pull of each, if its last rebuild, also one that changed nothing about it, was built from the digest.
     */
    private static final String ON = """
            from fleet_image f
            join lateral (select bases from image_run r
                          where r.image = f.image and r.stage in ('PUBLISHED', 'UNCHANGED') and coalesce(r.stays, r.digest) = f.digest
                          order by r.published_at desc, r.id desc limit 1) last on :digest = any(last.bases)
            where f.image in (select image from image_run where bases @> array[cast(:digest as text)])""";

    @Inject
    EntityManager entities;

    /**
     * Some dependants.
     *
     * @param images the first ones, by name
     * @param more how many more there are
     */
    public record Some(List<String> images, long more) {
        /** Where there are none. */
        public static final Some NONE = new Some(List.of(), 0);

        /** How many there are. */
        public long count() {
            return images.size() + more;
        }
    }

    /** The images of the fleet that stand on this digest itself; none where it is null. */
    @Transactional
    public Some of(String digest) {
        if (digest == null) {
            return Some.NONE;
        }
        List<String> names = NativeQueries.column(entities, "select f.image " + ON + " order by f.image", String.class)
                .setParameter("digest", digest)
                .getResultList();
        List<String> first = names.stream().limit(MOST).toList();
        return new Some(first, names.size() - first.size());
    }
}

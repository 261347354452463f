package dev.imprimatur.console.run;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.Digest;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;

/** Finds runs of images, and locks them where events are about to change them. */
public final class ImageRuns {
    private ImageRuns() {}

    /** The image's row in this rebuild, made if there is none, and locked until the transaction ends. */
    public static ImageRun locked(RebuildId rebuild, ImageKey image) {
        return lockedIfThere(rebuild, image).orElseGet(() -> {
            insert(rebuild, image);
            return lockedIfThere(rebuild, image).orElseThrow();
        });
    }

    private static Optional<ImageRun> lockedIfThere(RebuildId rebuild, ImageKey image) {
        return ImageRun.<ImageRun>find("rebuildId = ?1 and image = ?2", rebuild.value(), image.toString())
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .singleResultOptional();
    }

    private static void insert(RebuildId rebuild, ImageKey image) {
        ImageRun.getEntityManager()
                .createNativeQuery("insert into image_run (rebuild_id, image, family, version, variant, stage)"
                        + " values (?1, ?2, ?3, ?4, ?5, 'RENDERED') on conflict do nothing")
                .setParameter(1, rebuild.value())
                .setParameter(2, image.toString())
                .setParameter(3, image.family())
                .setParameter(4, image.version())
                .setParameter(5, image.variant())
                .executeUpdate();
    }

    /** Every image of a rebuild, by name. */
    public static List<ImageRun> of(RebuildId rebuild) {
        return ImageRun.list("rebuildId = ?1 order by image", rebuild.value());
    }

    /** The other run that published this digest of the image of this one. */
    static Optional<ImageRun> former(ImageRun run, Digest published) {
        return ImageRun.<ImageRun>find(
                        "image = ?1 and digest = ?2 and stage = PUBLISHED and id <> ?3"
                                + " order by stays nulls first, publishedAt desc",
                        run.image,
                        published.value(),
                        run.id)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .firstResultOptional();
    }

    /**
     * Those other runs of the image that changed nothing about what the run published, locked until the transaction
     * ends.
     */
    public static List<ImageRun> confirming(ImageRun run) {
        return run.stage == RunState.PUBLISHED && run.stays == null
                ? ImageRun.<ImageRun>find(
                                "image = ?1 and stays = ?2 and id <> ?3 order by publishedAt, id",
                                run.image,
                                run.digest,
                                run.id)
                        .withLock(LockModeType.PESSIMISTIC_WRITE)
                        .list()
                : List.of();
    }
}

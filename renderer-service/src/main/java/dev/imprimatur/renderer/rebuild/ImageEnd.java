package dev.imprimatur.renderer.rebuild;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.util.List;
import java.util.Locale;

/**
 * What became of an image of a rebuild, or where it is.
 *
 * @param image which
 * @param state {@code waiting}, {@code rendered}, {@code published}, {@code unchanged} or {@code failed}
 * @param digest what was published or stayed, or null
 * @param tags the tags' full references, or null
 * @param stage where it failed, or null
 * @param failure why, or null
 * @param waitingFor the sick place that its rendering waits for, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ImageEnd(
        ImageKey image,
        String state,
        Digest digest,
        List<ImageReference> tags,
        String stage,
        FailureReport failure,
        String waitingFor) {

    /** Those of a rebuild that come after this image, by name, so many at most. Their recipes are not read. */
    static List<ImageEnd> of(String rebuild, String after, int most) {
        return RebuildImage.getEntityManager()
                .createQuery(
                        "select i.image, i.state, i.unchanged, i.digest, i.tags, i.failedStage, i.failure,"
                                + " i.waitingFor"
                                + " from RebuildImage i where i.rebuildId = ?1 and i.image > ?2 order by i.image",
                        Object[].class)
                .setParameter(1, rebuild)
                .setParameter(2, after)
                .setMaxResults(most)
                .getResultStream()
                .map(ImageEnd::of)
                .toList();
    }

    @SuppressWarnings("unchecked")
    private static ImageEnd of(Object[] row) {
        RebuildImage.State state = (RebuildImage.State) row[1];
        return new ImageEnd(
                ImageKey.parse((String) row[0]),
                (boolean) row[2] ? "unchanged" : state.name().toLowerCase(Locale.ROOT),
                (Digest) row[3],
                (List<ImageReference>) row[4],
                (String) row[5],
                (FailureReport) row[6],
                state == RebuildImage.State.WAITING ? (String) row[7] : null);
    }
}

package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.renderer.rebuild.RebuildImage.State;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Images of a rebuild that can be rendered: they are not yet, and their bases are all there. */
public final class ReadyImages {
    private ReadyImages() {}

    /** Those of this rebuild, in the plan's order. */
    public static List<ImageKey> of(RebuildId rebuild) {
        return among(RebuildImage.waiting(rebuild), rebuild);
    }

    /** Those of this rebuild that stand on this image, in the plan's order. */
    static List<ImageKey> on(ImageKey base, RebuildId rebuild) {
        return among(
                RebuildImage.<RebuildImage>stream(
                                "rebuildId = ?1 and state = ?2"
                                        + " and (parents is null or locate(?3, concat(?4, parents, ?4)) > 0)"
                                        + " order by position",
                                rebuild.value(),
                                State.WAITING,
                                "\n" + base + "\n",
                                "\n")
                        .filter(image -> image.parents().contains(base))
                        .toList(),
                rebuild);
    }

    /** Those among these images of a rebuild, which are not rendered yet. */
    static List<ImageKey> among(List<RebuildImage> waiting, RebuildId rebuild) {
        Set<ImageKey> parents =
                waiting.stream().flatMap(image -> image.parents().stream()).collect(Collectors.toSet());
        Set<ImageKey> unpublished = parents.isEmpty() ? Set.of() : unpublished(rebuild, parents);
        return waiting.stream()
                .filter(image -> image.parents().stream().noneMatch(unpublished::contains))
                .map(RebuildImage::key)
                .toList();
    }

    /** Those among these images of this rebuild that are not published, or never will be, by it or by a later one. */
    private static Set<ImageKey> unpublished(RebuildId rebuild, Set<ImageKey> among) {
        Set<ImageKey> unpublished = RebuildImage.getEntityManager()
                .createQuery(
                        "select i.image from RebuildImage i where i.rebuildId = ?1 and i.state <> ?2 and i.image in ?3",
                        String.class)
                .setParameter(1, rebuild.value())
                .setParameter(2, State.PUBLISHED)
                .setParameter(3, among.stream().map(ImageKey::toString).toList())
                .getResultStream()
                .map(ImageKey::parse)
                .collect(Collectors.toSet());
        RebuildImage.<RebuildImage>stream(
                        "rebuildId = ?1 and state = ?2 and failedStage = 'publish'", rebuild.value(), State.FAILED)
                .filter(image -> image.failure.wasSuperseded())
                .map(RebuildImage::key)
                .forEach(unpublished::remove);
        return unpublished;
    }
}

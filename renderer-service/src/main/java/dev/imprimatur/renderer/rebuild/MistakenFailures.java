package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import java.util.List;

/**
 * What was taken as failed was published after all: that a build failed is not signed. What failed with it as its base
 * waits again, unless another of its bases failed.
 */
final class MistakenFailures {
    private MistakenFailures() {}

    /** Takes back what the failure of this image did to others of its rebuild. */
    static void takeBack(RebuildImage published) {
        takeBack(
                published,
                RebuildImage.list(
                        "rebuildId = ?1 and state = ?2 and failedStage = 'base'",
                        published.rebuildId().value(),
                        RebuildImage.State.FAILED));
    }

    private static void takeBack(RebuildImage base, List<RebuildImage> failed) {
        failed.stream()
                .filter(child -> child.state() == RebuildImage.State.FAILED)
                .filter(child -> child.parents().contains(base.key()) && !standsOnFailure(child))
                .forEach(child -> {
                    child.waitsAgain();
                    takeBack(child, failed);
                });
    }

    private static boolean standsOnFailure(RebuildImage image) {
        return RebuildImage.count(
                        "rebuildId = ?1 and state = ?2 and image in ?3",
                        image.rebuildId().value(),
                        RebuildImage.State.FAILED,
                        image.parents().stream().map(ImageKey::toString).toList())
                > 0;
    }
}

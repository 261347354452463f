package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.RebuildCompleted;
import dev.imprimatur.messaging.event.RebuildCompleted.Failed;
import dev.imprimatur.messaging.event.RebuildCompleted.Outcome;
import dev.imprimatur.messaging.event.RebuildCompleted.Published;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a rebuild ended, image by image.
 *
 * @param outcome the sum of it
 * @param published what was published
 * @param failed what failed
 * @param cancelled what was not published since somebody cancelled the rebuild
 * @param superseded what a newer rebuild does instead
 * @param holes the planned tags that were not set
 * @param failure why there was no plan or why it was cancelled, or null
 */
record RebuildEnd(
        Outcome outcome,
        List<Published> published,
        List<Failed> failed,
        List<Failed> cancelled,
        List<Failed> superseded,
        List<Tag> holes,
        FailureReport failure) {

    static RebuildEnd of(Rebuild rebuild, List<RebuildImage> images, FailureReport unplannable) {
        List<Failed> failed = notPublished(images, why -> !why.tellsOfCancelling() && !why.tellsOfSuperseding());
        List<Failed> cancelled = notPublished(images, FailureReport::tellsOfCancelling);
        List<Failed> superseded = notPublished(images, FailureReport::tellsOfSuperseding);
        boolean cut = rebuild.cancelled != null && (images.isEmpty() || !cancelled.isEmpty());
        Outcome outcome = cut
                ? Outcome.CANCELLED
                : unplannable != null || !failed.isEmpty()
                        ? Outcome.FAILED
                        : superseded.isEmpty() ? Outcome.SUCCEEDED : Outcome.SUPERSEDED;
        return new RebuildEnd(
                outcome,
                images.stream()
                        .filter(image -> image.state() == RebuildImage.State.PUBLISHED)
                        .map(image -> new Published(image.key(), new Digest(image.digest), image.tags))
                        .toList(),
                failed,
                cancelled,
                superseded,
                images.stream()
                        .filter(image -> image.state() == RebuildImage.State.FAILED)
                        .flatMap(image -> image.recipe().tags().stream())
                        .toList(),
                cut ? rebuild.cancelled : unplannable);
    }

    private static List<Failed> notPublished(List<RebuildImage> images, Predicate<FailureReport> why) {
        return images.stream()
                .filter(image -> image.state() == RebuildImage.State.FAILED && why.test(image.failure))
                .map(image -> new RebuildCompleted.Failed(image.key(), image.failedStage, image.failure))
                .toList();
    }

    @Override
    public String toString() {
        return "%s: %d published, %d failed, %d cancelled, %d superseded"
                .formatted(outcome, published.size(), failed.size(), cancelled.size(), superseded.size());
    }
}

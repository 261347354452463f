package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompleted.Failed;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildCompleted.Published;
import dev.imprimatur.oci.Tag;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.function.Predicate;

/**
 * How a rebuild ended, image by image.
 *
 * @param outcome the sum of it
 * @param published what was newly published
 * @param unchanged what stayed as it was published before
 * @param failed what failed
 * @param cancelled what was not published since the rebuild was cancelled
 * @param superseded what a newer rebuild does instead
 * @param holes the planned tags that were not set
 * @param failure why there was no plan, why it was cancelled, or which families were left out of the plan; or null
 */
@RecordBuilder
record RebuildEnd(
        Outcome outcome,
        List<Published> published,
        List<Published> unchanged,
        List<Failed> failed,
        List<Failed> cancelled,
        List<Failed> superseded,
        List<Tag> holes,
        FailureReport failure) {

    static RebuildEnd of(Rebuild rebuild, List<RebuildImage> images, FailureReport unplannable) {
        List<Failed> failed = notPublished(images, why -> !why.wasCancelled() && !why.wasSuperseded());
        List<Failed> cancelled = notPublished(images, FailureReport::wasCancelled);
        List<Failed> superseded = notPublished(images, FailureReport::wasSuperseded);
        boolean cut = rebuild.cancelled != null && (images.isEmpty() || !cancelled.isEmpty());
        FailureReport trouble = unplannable == null ? rebuild.leftOut : unplannable;
        Outcome outcome = cut
                ? Outcome.CANCELLED
                : trouble != null || !failed.isEmpty()
                        ? Outcome.FAILED
                        : superseded.isEmpty() ? Outcome.SUCCEEDED : Outcome.SUPERSEDED;
        return RebuildEndBuilder.builder()
                .outcome(outcome)
                .published(published(images, false))
                .unchanged(published(images, true))
                .failed(failed)
                .cancelled(cancelled)
                .superseded(superseded)
                .holes(images.stream()
                        .filter(image -> image.state() == RebuildImage.State.FAILED)
                        .flatMap(image -> image.plannedTags().stream())
                        .toList())
                .failure(cut ? rebuild.cancelled : trouble)
                .build();
    }

    private static List<Published> published(List<RebuildImage> images, boolean unchanged) {
        return images.stream()
                .filter(image -> image.state() == RebuildImage.State.PUBLISHED && image.unchanged == unchanged)
                .map(image -> new Published(image.key(), image.digest, image.tags))
                .toList();
    }

    private static List<Failed> notPublished(List<RebuildImage> images, Predicate<FailureReport> why) {
        return images.stream()
                .filter(image -> image.state() == RebuildImage.State.FAILED && why.test(image.failure))
                .map(image -> new RebuildCompleted.Failed(image.key(), image.failedStage, image.failure))
                .toList();
    }

    @Override
    public String toString() {
        return "%s: %d published, %d unchanged, %d failed, %d cancelled, %d superseded"
                .formatted(
                        outcome,
                        published.size(),
                        unchanged.size(),
                        failed.size(),
                        cancelled.size(),
                        superseded.size());
    }
}

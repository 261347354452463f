package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.messaging.time.SharedClock;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/**
 * An image in the matrix.
 *
 * @param image family/version/variant
 * @param variant its variant
 * @param published whether users can pull anything
 * @param digest what users pull, or null
 * @param revision as in {@code r2}, or null
 * @param publishedAt since when, or null
 * @param tags its tags without their repositories, pinned ones first
 * @param newest how far its newest run is, if that is not simply published; or null
 * @param rebuild the rebuild of its newest run
 * @param stale why it is stale, or null
 * @param moved which of its tags do not name it any more, or null
 * @param endOfLife until when its line is supported, if that is less than half a year; or null
 */
@RecordBuilder
public record Cell(
        String image,
        String variant,
        boolean published,
        String digest,
        String revision,
        Instant publishedAt,
        List<TagName> tags,
        Newest newest,
        String rebuild,
        String stale,
        String moved,
        LocalDate endOfLife) {

    /**
     * A tag.
     *
     * @param text its part after the colon
     * @param moves whether it moves on to newer versions
     */
    public record TagName(String text, boolean moves) {}

    /**
     * How far the newest run is.
     *
     * @param mark its mark
     * @param colour its colour
     * @param what in words
     * @param more further words
     * @param at since when
     * @param failed whether it failed
     */
    public record Newest(String mark, String colour, String what, String more, Instant at, boolean failed) {}

    static Cell of(FleetImage image, List<String> names, ImageRun run, Marks marks) {
        return CellBuilder.builder()
                .image(image.image)
                .variant(image.variant)
                .published(image.digest != null)
                .digest(image.digest)
                .revision(image.revision == null ? null : "r" + image.revision)
                .publishedAt(image.publishedAt)
                .tags(names.stream()
                        .map(name -> name.substring(name.indexOf(':') + 1))
                        .distinct()
                        .map(tag -> new TagName(tag, !tag.equals(image.version)))
                        .toList())
                .newest(newest(image, run))
                .rebuild(image.rebuildId)
                .stale(marks.stale(image))
                .moved(marks.moved(image, names))
                .endOfLife(
                        image.endOfLife != null
                                        && image.endOfLife.isBefore(
                                                LocalDate.now(SharedClock.UTC).plusDays(180))
                                ? image.endOfLife
                                : null)
                .build();
    }

    private static Newest newest(FleetImage image, ImageRun run) {
        if (image.stage == RunState.FAILED) {
            return failed(image, run);
        }
        String again = image.failures > 0 ? "failed " + Words.count(image.failures, "time") + " before" : "";
        return switch (image.stage) {
            case RENDERED -> new Newest("wait", "soft", "to be built", again, image.steppedAt, false);
            case BUILT -> new Newest("run", "run", "built, to be tested", again, image.steppedAt, false);
            case TESTED -> new Newest("run", "run", "approved, to be published", again, image.steppedAt, false);
            case CANCELLED -> new Newest("hole", "soft", "cancelled", "", image.steppedAt, false);
            default -> null;
        };
    }

    private static Newest failed(FleetImage image, ImageRun run) {
        if (image.root != null) {
            return new Newest("inh", "fail", "base failed", image.root, image.steppedAt, true);
        }
        String often = image.failures > 1 ? "still failing" : "newly failing";
        String kind = run == null || run.failure == null ? "" : ", " + run.failure.kind();
        return new Newest("fail", "fail", often + ": " + image.failedStage + kind, "", image.steppedAt, true);
    }
}

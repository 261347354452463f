package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.Stage;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * An image in a rebuild.
 *
 * @param image family/version/variant
 * @param mark its mark
 * @param colour its colour
 * @param stands where it stands, in words
 * @param digest what was made of it, or null
 * @param tries how often it was built and tested, or null
 * @param tags how many of its tags were set, in words
 * @param log the log of where it is or failed, or of its publication; or null
 * @param at since when it stands there
 * @param why why it waits there, or null if that is not known
 */
@RecordBuilder
public record RunRow(
        String image,
        String mark,
        String colour,
        String stands,
        String digest,
        String tries,
        String tags,
        String log,
        Instant at,
        String why) {

    static RunRow of(ImageRun run, String why) {
        return RunRowBuilder.builder()
                .image(run.image)
                .mark(mark(run))
                .colour(colour(run))
                .stands(stands(run))
                .digest(run.stays == null ? run.digest : run.stays)
                .tries(tries(run))
                .tags(run.plannedTags.length == 0 ? "" : set(run) + " of " + run.plannedTags.length)
                .log(log(run))
                .at(at(run))
                .why(why)
                .build();
    }

    private static int set(ImageRun run) {
        return run.stage == RunState.PUBLISHED || run.stage == RunState.UNCHANGED ? run.tags.length : 0;
    }

    private static String mark(ImageRun run) {
        return switch (run.stage) {
            case RENDERED -> "wait";
            case BUILT, TESTED -> "run";
            case SUPERSEDED, CANCELLED -> "hole";
            case PUBLISHED -> "ok";
            case UNCHANGED -> "same";
            case FAILED -> inherited(run) ? "inh" : "fail";
        };
    }

    private static String colour(ImageRun run) {
        return switch (run.stage) {
            case RENDERED, SUPERSEDED, CANCELLED -> "soft";
            case BUILT, TESTED -> "run";
            case PUBLISHED, UNCHANGED -> "ok";
            case FAILED -> "fail";
        };
    }

    private static String stands(ImageRun run) {
        return switch (run.stage) {
            case RENDERED -> "to be built";
            case BUILT -> "built, to be tested";
            case TESTED -> "approved, to be published";
            case SUPERSEDED -> "left to a newer rebuild";
            case CANCELLED -> "cancelled";
            case PUBLISHED -> "published" + (run.revision == null ? "" : " as r" + run.revision);
            case UNCHANGED -> "unchanged";
            case FAILED -> inherited(run) ? "base failed" : "failed in " + run.failedStage;
        };
    }

    private static boolean inherited(ImageRun run) {
        return run.failedIn(Stage.BASE);
    }

    private static String tries(ImageRun run) {
        if (run.buildAttempts == null) {
            return null;
        }
        return run.testAttempts == null ? "" + run.buildAttempts : run.buildAttempts + " + " + run.testAttempts;
    }

    /** Of a stage that goes on no event has named the log yet, but its id follows from rebuild and image. */
    private static String log(ImageRun run) {
        return switch (run.stage) {
            case RENDERED -> id(LogId.Keeper.BUILDER, run);
            case BUILT -> id(LogId.Keeper.TESTER, run);
            case TESTED -> id(LogId.Keeper.PUBLISHER, run);
            case FAILED, CANCELLED, SUPERSEDED -> Cause.log(run);
            case PUBLISHED, UNCHANGED -> run.publishLog;
        };
    }

    private static String id(LogId.Keeper keeper, ImageRun run) {
        return LogId.of(keeper, new RebuildId(run.rebuildId), ImageKey.parse(run.image))
                .value();
    }

    private static Instant at(ImageRun run) {
        return run.publishedAt != null
                ? run.publishedAt
                : run.failedAt != null
                        ? run.failedAt
                        : run.testedAt != null ? run.testedAt : run.builtAt != null ? run.builtAt : run.renderedAt;
    }
}

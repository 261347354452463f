package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Stage;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * Why images fail: one that failed itself, with what it holds back.
 *
 * @param image the image
 * @param stage where it failed
 * @param often newly, or still and how often
 * @param since since when it has failed
 * @param passedAt when it last passed, or null
 * @param message what went wrong
 * @param output the last lines of what failed
 * @param log the log, or null
 * @param held what it holds back; the first few
 * @param heldMore how many more
 * @param command what helps, once its cause is gone
 */
@RecordBuilder
public record Cause(
        String image,
        String stage,
        String often,
        Instant since,
        Instant passedAt,
        String message,
        List<String> output,
        String log,
        List<String> held,
        long heldMore,
        String command) {
    private static final int LINES = 4;

    /**
     * What an image holds back.
     *
     * @param images the first few
     * @param count how many in all
     */
    public record Held(List<String> images, long count) {
        /** Where nothing is held back. */
        public static final Held NOTHING = new Held(List.of(), 0);
    }

    static Cause of(FleetImage image, ImageRun run, Held held) {
        FailureReport failure = run == null ? null : run.failure;
        return CauseBuilder.builder()
                .image(image.image)
                .stage(image.failedStage)
                .often(image.failures > 1 ? "still, " + Words.count(image.failures, "time") : "newly")
                .since(image.failingSince)
                .passedAt(image.passedAt)
                .message(failure == null ? "" : failure.message())
                .output(failure == null ? List.of() : end(failure.output()))
                .log(run == null ? null : log(run))
                .held(held.images())
                .heldMore(held.count() - held.images().size())
                .command("./imprimatur rebuild --select " + Words.quoted(image.image))
                .build();
    }

    /** The last lines of a failing command's output. */
    public static List<String> end(String output) {
        if (output == null || output.isBlank()) {
            return List.of();
        }
        List<String> lines = output.stripTrailing().lines().toList();
        return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
    }

    /** The log of the stage at which a run failed. */
    public static String log(ImageRun run) {
        return Stage.of(run.failedStage)
                .map(stage -> switch (stage) {
                    case BUILD -> run.buildLog;
                    case TEST -> run.testLog;
                    case PUBLISH -> run.publishLog;
                    case RENDER, BASE -> null;
                })
                .orElse(null);
    }
}

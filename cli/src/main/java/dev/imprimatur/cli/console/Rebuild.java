package dev.imprimatur.cli.console;

import java.time.Instant;
import java.util.List;

/**
 * A rebuild.
 *
 * @param id its id
 * @param state requested, running, succeeded or failed
 * @param select which images, or null for all
 * @param reason why, or null
 * @param requestedAt when, or null
 * @param finishedAt when it ended, or null
 * @param planned how many images it has
 * @param published how many were published
 * @param failed how many failed
 * @param holes the planned tags that were not set
 * @param failure why there was no plan, or null
 * @param images its images; null in lists of rebuilds
 */
public record Rebuild(
        String id,
        String state,
        String select,
        String reason,
        Instant requestedAt,
        Instant finishedAt,
        long planned,
        long published,
        long failed,
        List<String> holes,
        Failure failure,
        List<ImageRun> images) {

    /** Whether everything was published. */
    public boolean succeeded() {
        return "succeeded".equals(state);
    }
}

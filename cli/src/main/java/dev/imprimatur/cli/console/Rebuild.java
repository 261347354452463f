package dev.imprimatur.cli.console;

import java.time.Instant;
import java.util.List;

/**
 * A rebuild.
 *
 * @param id its id
 * @param state requested, running, succeeded, failed, cancelled or superseded
 * @param type rebuild-all, rebuild-selected or rebuild-stale, or null if no request of it was seen
 * @param select which images, or null for all
 * @param reason why, or null
 * @param priority how urgent, or null
 * @param requestedAt when, or null
 * @param finishedAt when it ended, or null
 * @param clearedAt when images were removed from it that no tag needs any more, or null
 * @param planned how many images it has
 * @param published how many were published
 * @param unchanged how many the rebuild changed nothing about
 * @param failed how many failed
 * @param cancelled how many were cancelled
 * @param superseded how many were left to a newer rebuild
 * @param holes the planned tags that were not set
 * @param failure why there was no plan, why it was cancelled, or which families were left out of the plan; or null
 * @param cancelReason why it is to be cancelled, or null
 * @param images its images; null in lists of rebuilds
 */
public record Rebuild(
        String id,
        String state,
        String type,
        String select,
        String reason,
        String priority,
        Instant requestedAt,
        Instant finishedAt,
        Instant clearedAt,
        long planned,
        long published,
        long unchanged,
        long failed,
        long cancelled,
        long superseded,
        List<String> holes,
        Failure failure,
        String cancelReason,
        List<ImageRun> images) {

    /** Whether events name it and no request of it is on record: the request comes late, or nothing works on it. */
    public boolean withoutRequest() {
        return requestedAt == null && finishedAt == null;
    }

    /** Whether it was cancelled before everything was done. */
    public boolean cancelledAsAWhole() {
        return "cancelled".equals(state);
    }

    /** Whether everything was published, or is unchanged. */
    public boolean succeeded() {
        return "succeeded".equals(state);
    }
}

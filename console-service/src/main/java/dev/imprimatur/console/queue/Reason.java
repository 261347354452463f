package dev.imprimatur.console.queue;

import dev.imprimatur.messaging.work.QueueView;
import dev.imprimatur.messaging.work.QueuedWork;
import java.time.Duration;
import java.time.Instant;

/** Says in words why something waits. */
final class Reason {
    private Reason() {}

    /**
     * Why a piece of work waits.
     *
     * @param part the part of the queue that it stands in
     * @param workers what those who would do it are called
     * @param newer the newer rebuild that builds the same image, or null
     */
    static String of(QueuedWork work, QueueView.Part part, String workers, String newer, Instant now) {
        if (work.waitsFor() != null) {
            return work.waitsFor() + " is sick" + (work.delayed() ? "; looks again in " + seconds(work, now) : "");
        }
        if (newer != null) {
            return "its image is built by another rebuild, " + newer;
        }
        if (work.delayed()) {
            return work.failures() == 0
                    ? "looks again in " + seconds(work, now)
                    : "tries again in " + seconds(work, now) + " (attempt " + (work.failures() + 1)
                            + (work.attempts() == null ? "" : " of " + work.attempts()) + ")";
        }
        String busy = busy(part, workers);
        if (work.ahead() > 0) {
            return "behind " + work.ahead() + "; " + busy;
        }
        return part.running() == 0 ? "is next; " + busy : busy;
    }

    private static String busy(QueueView.Part part, String workers) {
        if (part.running() == 0) {
            return "no " + workers + " works on anything now";
        }
        return (part.workers() == 1 ? "the " + workers + " is" : "all " + part.workers() + " " + workers + "s are")
                + " busy with " + part.running();
    }

    private static String seconds(QueuedWork work, Instant now) {
        return Math.max(1, Duration.between(now, work.due()).toSeconds()) + " s";
    }
}

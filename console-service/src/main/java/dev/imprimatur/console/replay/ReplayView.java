package dev.imprimatur.console.replay;

import java.time.Instant;

/**
 * Once that the read model is made again, as REST shows it.
 *
 * @param id which
 * @param requestedAt when it was asked for
 * @param requestedBy by whom, or null
 * @param reason why, or null
 * @param finishedAt when it ended, or null
 * @param rebuilds how many rebuilds and rollbacks were made again; null until it ended
 * @param events from how many events; null until it ended
 * @param failed how many events could not be applied; null until it ended
 * @param kept how many rebuilds and rollbacks stayed as they were, since Kafka has only some of their events; null until it ended
 */
public record ReplayView(
        String id,
        Instant requestedAt,
        String requestedBy,
        String reason,
        Instant finishedAt,
        Long rebuilds,
        Long events,
        Long failed,
        Long kept) {

    /** This one. */
    public static ReplayView of(Replay replay) {
        return new ReplayView(
                replay.id,
                replay.requestedAt,
                replay.requestedBy,
                replay.reason,
                replay.finishedAt,
                replay.rebuilds,
                replay.events,
                replay.failed,
                replay.kept);
    }
}

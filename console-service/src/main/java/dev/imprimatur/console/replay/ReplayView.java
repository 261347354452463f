package dev.imprimatur.console.replay;

import io.soabase.recordbuilder.core.RecordBuilder;
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
 * @param kept how many rebuilds and rollbacks stayed as they were, since Kafka has only some of their events; null
 *     until it ended
 */
@RecordBuilder
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
        return ReplayViewBuilder.builder()
                .id(replay.id)
                .requestedAt(replay.requestedAt)
                .requestedBy(replay.requestedBy)
                .reason(replay.reason)
                .finishedAt(replay.finishedAt)
                .rebuilds(replay.rebuilds)
                .events(replay.events)
                .failed(replay.failed)
                .kept(replay.kept)
                .build();
    }
}

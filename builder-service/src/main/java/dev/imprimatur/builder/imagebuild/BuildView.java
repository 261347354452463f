package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.column.FailureColumn;
import io.soabase.recordbuilder.core.RecordBuilder;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;

/**
 * A build as the REST interface shows it.
 *
 * @param id its id, which is its log's too
 * @param rebuildId the rebuild
 * @param image family/version/variant
 * @param buildId the identity of what is built
 * @param state {@code waiting}, {@code building}, {@code built}, {@code failed}, {@code cancelled} or
 *     {@code superseded}
 * @param attempts every attempt, the one that goes on last
 * @param durationMillis from the first attempt's begin to the end, or to now
 * @param staged where the image lies, by digest, or null
 * @param failure why there is no image, or null
 * @param receivedAt when it was asked for
 * @param completedAt when it ended, or null
 * @param waitingFor the sick place that it waits for, or null
 * @param silentSince since when the command that runs has printed nothing, or null
 * @param lastLineAt when its log grew last, or null if it has none
 */
@RecordBuilder
public record BuildView(
        String id,
        String rebuildId,
        String image,
        BuildId buildId,
        String state,
        List<Attempt> attempts,
        long durationMillis,
        String staged,
        FailureReport failure,
        Instant receivedAt,
        Instant completedAt,
        String waitingFor,
        Instant silentSince,
        Instant lastLineAt) {
    private static final String WAITING = "waiting";

    /**
     * The view.
     *
     * @param row the columns of {@link BuildViews}
     * @param attempts every attempt, the last one last
     * @param sick the place for which this builder takes no work, or null
     */
    static BuildView of(Tuple row, List<BuildAttempt> attempts, String sick) {
        AttemptHistory<BuildAttempt> history = new AttemptHistory<>(attempts);
        FailureReport why = new FailureColumn().convertToEntityAttribute(row.get("failure", String.class));
        Instant completedAt = row.get("completed_at", Instant.class);
        String state = state(why, completedAt, history);
        String waitingFor = row.get("waiting_for", String.class);
        return BuildViewBuilder.builder()
                .id(row.get("id", String.class))
                .rebuildId(row.get("rebuild_id", String.class))
                .image(row.get("image", String.class))
                .buildId(new BuildId(row.get("identity", String.class)))
                .state(state)
                .attempts(history.all())
                .durationMillis(history.took(completedAt).toMillis())
                .staged(row.get("staged", String.class))
                .failure(why)
                .receivedAt(row.get("received_at", Instant.class))
                .completedAt(completedAt)
                .waitingFor(state.equals(WAITING) ? waitingFor == null ? sick : waitingFor : null)
                .silentSince(history.silentSince())
                .lastLineAt(row.get("last_line_at", Instant.class))
                .build();
    }

    private static String ended(FailureReport why) {
        return why.wasCancelled() || why.wasSuperseded() ? why.kind() : "failed";
    }

    private static String state(FailureReport why, Instant completedAt, AttemptHistory<BuildAttempt> history) {
        if (completedAt != null) {
            return why == null ? "built" : ended(why);
        }
        return history.anyOpen() ? "building" : WAITING;
    }
}

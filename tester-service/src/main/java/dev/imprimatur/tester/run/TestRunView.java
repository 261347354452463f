package dev.imprimatur.tester.run;

import dev.imprimatur.attempts.row.AttemptHistory;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.oci.ImageReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import jakarta.persistence.Tuple;
import java.time.Instant;
import java.util.List;

/**
 * A test run as the REST interface shows it.
 *
 * @param id its id, which is its log's too
 * @param rebuildId the rebuild
 * @param image family/version/variant
 * @param staged what is tested, by digest
 * @param state {@code waiting}, {@code testing}, {@code approved} or {@code rejected}
 * @param results what each test said; empty until the verdict
 * @param attempts every attempt, the one that goes on last
 * @param failure why it was rejected, or null
 * @param receivedAt when the image arrived
 * @param completedAt when the verdict was given, or null
 * @param waitingFor the sick place that it waits for, or null
 * @param silentSince since when the command that runs has printed nothing, or null
 * @param lastLineAt when its log grew last, or null if it has none
 */
@RecordBuilder
public record TestRunView(
        String id,
        String rebuildId,
        String image,
        ImageReference staged,
        String state,
        List<TestResult> results,
        List<Attempt> attempts,
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
     * @param row the columns of {@link TestRunViews}
     * @param attempts every attempt, the last one last
     * @param sick the place for which this tester takes no work, or null
     */
    static TestRunView of(Tuple row, List<TestAttempt> attempts, String sick) {
        AttemptHistory<TestAttempt> history = new AttemptHistory<>(attempts);
        List<TestResult> results = new ResultsColumn().convertToEntityAttribute(row.get("results", String.class));
        String state = state(row.get("verdict", String.class), history);
        String waitingFor = row.get("waiting_for", String.class);
        return TestRunViewBuilder.builder()
                .id(row.get("id", String.class))
                .rebuildId(row.get("rebuild_id", String.class))
                .image(row.get("image", String.class))
                .staged(ImageReference.parse(row.get("staged", String.class)))
                .state(state)
                .results(results == null ? List.of() : results)
                .attempts(history.all())
                .failure(new FailureColumn().convertToEntityAttribute(row.get("failure", String.class)))
                .receivedAt(row.get("received_at", Instant.class))
                .completedAt(row.get("completed_at", Instant.class))
                .waitingFor(state.equals(WAITING) ? waitingFor == null ? sick : waitingFor : null)
                .silentSince(history.silentSince())
                .lastLineAt(row.get("last_line_at", Instant.class))
                .build();
    }

    private static String state(String verdict, AttemptHistory<TestAttempt> history) {
        if (verdict != null) {
            return Verdict.valueOf(verdict).toString();
        }
        return history.anyOpen() ? "testing" : WAITING;
    }
}

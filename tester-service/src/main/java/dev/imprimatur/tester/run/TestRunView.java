package dev.imprimatur.tester.run;

import dev.imprimatur.messaging.event.Attempt;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.TestResult;
import dev.imprimatur.oci.ImageReference;
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
 */
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
        Instant completedAt) {

    static TestRunView of(TestRun run) {
        return new TestRunView(
                run.id,
                run.rebuildId,
                run.image,
                run.event.staged(),
                state(run),
                run.results == null ? List.of() : run.results,
                run.toldAttempts(),
                run.failure,
                run.receivedAt,
                run.completedAt);
    }

    private static String state(TestRun run) {
        if (run.complete()) {
            return run.verdict.toString();
        }
        return run.attempts.stream().anyMatch(TestAttempt::open) ? "testing" : "waiting";
    }
}

package dev.imprimatur.console.worker;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A builder or a tester.
 *
 * @param stage what it does: {@code build} or {@code test}
 * @param worker its name
 * @param state how it is
 * @param results how its last tries ended, the newest first; at most 20 of the last seven days
 * @param passed how many of them passed
 * @param lastAt when the last of them began, or null
 * @param lastFailure the last of them that failed, or null
 * @param doing what it is doing
 */
@RecordBuilder
public record WorkerView(
        String stage,
        String worker,
        WorkerState state,
        List<Result> results,
        long passed,
        Instant lastAt,
        LastFailure lastFailure,
        List<Doing> doing) {

    /**
     * A try that failed.
     *
     * @param image of which image
     * @param rebuildId in which rebuild
     * @param kind the kind of failure
     * @param message what went wrong
     * @param chance whether it failed for a transient reason
     * @param at when it began
     */
    public record LastFailure(
            String image, String rebuildId, String kind, String message, boolean chance, Instant at) {}

    static WorkerView of(
            String stage, String worker, List<MadeAttempt> made, List<Doing> doing, boolean known, Instant now) {
        List<Result> results = made.stream().map(MadeAttempt::result).toList();
        return WorkerViewBuilder.builder()
                .stage(stage)
                .worker(worker)
                .state(WorkerState.of(results, doing, known, now))
                .results(results)
                .passed(results.stream().filter(Result.PASSED::equals).count())
                .lastAt(made.isEmpty() ? null : made.getFirst().startedAt)
                .lastFailure(made.stream()
                        .filter(each -> each.kind != null && each.result() != Result.STOPPED)
                        .findFirst()
                        .map(each -> new LastFailure(
                                each.image,
                                each.rebuildId,
                                each.kind,
                                each.message,
                                each.result() == Result.CHANCE,
                                each.startedAt))
                        .orElse(null))
                .doing(doing)
                .build();
    }

    /** How many of its last tries failed for a transient reason. */
    public long transientFailures() {
        return results.stream().filter(Result.CHANCE::equals).count();
    }
}

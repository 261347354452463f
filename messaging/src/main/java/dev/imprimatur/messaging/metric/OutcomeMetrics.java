package dev.imprimatur.messaging.metric;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;

/**
 * Counts what came of the service's work, from the events that it sends: each is counted once, when its transaction has
 * committed. Labels never name an image: there are thousands of them.
 */
@ApplicationScoped
public class OutcomeMetrics {
    private static final String NONE = "none";

    @Inject
    MeterRegistry meters;

    /** Counts what this event reports. */
    public void count(Event event) {
        switch (event) {
            case BuildCompleted built -> {
                attempts("build", built.attempts(), built.succeeded());
                outcome("imprimatur.builds", built.succeeded(), built.failure());
            }
            case TestCompleted tested -> {
                boolean approved = tested.verdict() == Verdict.APPROVED;
                attempts("test", tested.attempts(), approved);
                meters.counter(
                                "imprimatur.verdicts",
                                "verdict",
                                tested.verdict().toString(),
                                "kind",
                                kind(tested.failure()))
                        .increment();
            }
            case PublishCompleted published ->
                outcome("imprimatur.publications", published.succeeded(), published.failure());
            case RebuildCompleted completed ->
                meters.counter(
                                "imprimatur.rebuilds",
                                "outcome",
                                completed.outcome().toString())
                        .increment();
            default -> {
                // A request, or a piece of work on its way: nothing has come of it yet.
            }
        }
    }

    private void attempts(String stage, List<Attempt> attempts, boolean passed) {
        String name = "imprimatur." + stage + ".";
        for (Attempt attempt : attempts) {
            String outcome = attempt.failure() == null ? "succeeded" : "failed";
            meters.counter(name + "attempts", "outcome", outcome, "kind", kind(attempt.failure()))
                    .increment();
            meters.timer(name + "attempt.duration", "outcome", outcome)
                    .record(Duration.ofMillis(attempt.durationMillis()));
            if (passed && attempt.stepFailed()) {
                meters.counter(
                                "imprimatur.flakes",
                                "stage",
                                stage,
                                "kind",
                                attempt.failure().kind())
                        .increment();
            }
        }
    }

    private void outcome(String name, boolean succeeded, FailureReport failure) {
        meters.counter(name, "outcome", succeeded ? "succeeded" : "failed", "kind", kind(failure))
                .increment();
    }

    private static String kind(FailureReport failure) {
        return failure == null ? NONE : failure.kind();
    }
}

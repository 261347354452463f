package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.places.Places;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.verdict.Judgement;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs of which there is more to report than an event takes, which the signed verdict has in it twice. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class LargeVerdictsTest extends TesterFixture {
    private static final FailureReport LARGE =
            new FailureReport("registry-unreachable", true, "m".repeat(2000), "c".repeat(4000), 1, "o".repeat(4000));

    @Inject
    TestRuns runs;

    @Test
    void manyAttemptsAreReportedBriefly() {
        complete(List.of(new TestResult("first", Outcome.PASSED, 1, null)));

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(Places.MOST_HANDED_BACK + 1);
        assertThat(verdict.attempts().getFirst().failure().output()).isNull();
    }

    @Test
    void whatIsTooLargeAllTheSameIsReportedWithoutResults() {
        complete(Stream.generate(() -> new TestResult("first", Outcome.FAILED, 1, LARGE))
                .limit(100)
                .toList());

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.failure().kind()).as("the first test's").isEqualTo("registry-unreachable");
        assertThat(verdict.results()).isEmpty();
        assertThat(verdict.attempts().getLast().number()).isEqualTo(Places.MOST_HANDED_BACK + 1);
    }

    private void complete(List<TestResult> results) {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun run = TestRun.of(event, Instant.now());
            run.persist();
            for (int i = 0; i < Places.MOST_HANDED_BACK; i++) {
                TestAttempt attempt = run.open("another");
                attempt.handBack(LARGE);
                attempt.persist();
            }
        });
        OpenAttempt opened =
                (OpenAttempt) runs.open(TestRunId.of(rebuild, event.candidate().image()));
        runs.complete(opened, Judgement.on(results), null);
    }
}

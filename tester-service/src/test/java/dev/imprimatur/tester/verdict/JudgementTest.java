package dev.imprimatur.tester.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementTest {
    private static final TestResult PASSED = new TestResult("a", Outcome.PASSED, 1, null);

    @Test
    void approvedIsWhatPassedEveryTest() {
        assertThat(Judgement.on(List.of(PASSED, PASSED)).verdict()).isEqualTo(Verdict.APPROVED);
    }

    @Test
    void nothingIsApprovedUntested() {
        Judgement judgement = Judgement.on(List.of());

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.failure().kind()).isEqualTo("no-tests");
        assertThat(judgement.failure().message()).contains("add a test to its family");
    }

    @Test
    void oneFailureIsReportedAsItIs() {
        assertThat(Judgement.on(List.of(PASSED, notPassed("b", Outcome.FAILED))).failure())
                .isEqualTo(failure("b"));
    }

    @Test
    void ofSeveralTheFirstIsReportedAndTheOthersAreNamed() {
        Judgement judgement =
                Judgement.on(List.of(notPassed("b", Outcome.TIMED_OUT), PASSED, notPassed("c", Outcome.FAILED)));

        assertThat(judgement.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(judgement.failure().message()).isEqualTo("b broke (2 of 3 tests did not pass; also: c)");
        assertThat(judgement.failure().command()).isEqualTo("run b");
    }

    private static TestResult notPassed(String name, Outcome outcome) {
        return new TestResult(name, outcome, 1, failure(name));
    }

    private static FailureReport failure(String name) {
        return new FailureReport("test-failed", false, name + " broke", "run " + name, 1, "output");
    }
}

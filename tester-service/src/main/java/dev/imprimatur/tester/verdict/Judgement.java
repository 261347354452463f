package dev.imprimatur.tester.verdict;

import dev.imprimatur.events.EvidenceReference;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.StagedLog;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.oci.Digest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A verdict with its reasons and evidence.
 *
 * @param verdict whether the image may be published
 * @param results what each test said
 * @param failure why it was rejected, or null
 * @param evidence what was said of the image beside it
 * @param content the digest of its content; null if that cannot be computed
 * @param logs what build and tests printed
 * @param restated what was said of the image that is published, which is the same
 */
public record Judgement(
        Verdict verdict,
        List<TestResult> results,
        FailureReport failure,
        List<EvidenceReference> evidence,
        Digest content,
        List<StagedLog> logs,
        List<EvidenceReference> restated) {

    private Judgement(Verdict verdict, List<TestResult> results, FailureReport failure) {
        this(verdict, results, failure, List.of(), null, List.of(), List.of());
    }

    /** The same, with what was said of the image beside it, and what the image is. */
    public Judgement with(List<EvidenceReference> someEvidence, Digest someContent) {
        return new Judgement(verdict, results, failure, someEvidence, someContent, logs, restated);
    }

    /** The same, with what build and tests printed, and what was said of the image that is published. */
    public Judgement withLogs(List<StagedLog> someLogs, List<EvidenceReference> aboutPublished) {
        return new Judgement(verdict, results, failure, evidence, content, someLogs, aboutPublished);
    }

    /** Approved if there is at least one test, and every one passed. */
    public static Judgement on(List<TestResult> results) {
        if (results.isEmpty()) {
            return rejected(
                    results,
                    FailureReport.of(
                            "no-tests",
                            false,
                            "the image has no tests, and nothing is published untested; add a test to its family in the"
                                    + " catalogue: a folder with a Dockerfile without FROM, whose RUN commands succeed"
                                    + " on a good image"));
        }
        List<TestResult> notPassed =
                results.stream().filter(result -> !result.passed()).toList();
        return notPassed.isEmpty()
                ? new Judgement(Verdict.APPROVED, results, null)
                : rejected(results, summary(notPassed, results.size()));
    }

    /** Rejected for this reason, whatever the tests said. */
    public static Judgement rejected(List<TestResult> results, FailureReport failure) {
        return new Judgement(Verdict.REJECTED, results, failure);
    }

    /** The first failure gives the reason; the names of the others follow it. */
    private static FailureReport summary(List<TestResult> notPassed, int all) {
        FailureReport first = notPassed.getFirst().failure();
        if (notPassed.size() == 1) {
            return first;
        }
        String others = notPassed.stream().skip(1).map(TestResult::name).collect(Collectors.joining(", "));
        return new FailureReport(
                first.kind(),
                first.retryable(),
                "%s (%d of %d tests did not pass; also: %s)".formatted(first.message(), notPassed.size(), all, others),
                first.command(),
                first.exitCode(),
                first.output());
    }
}

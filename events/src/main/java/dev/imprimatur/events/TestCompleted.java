package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * The tester's verdict on one digest.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rebuild
 * @param candidate the image
 * @param staged what was tested, by digest
 * @param verdict whether it may be published
 * @param results each test's outcome
 * @param attempts every try, the last one last
 * @param failure why it was rejected, or null
 * @param log what the tests printed, or null if none ran
 * @param evidence signed statements about what was approved, beside the verdict: how it was built, and what is in it
 * @param content what the image is, whenever it was built: the same as before if a rebuild changed nothing; null if
 *     that cannot be computed, or nothing was approved
 * @param logs what build and tests printed, as artifacts beside the image in staging
 * @param restated signed statements about {@code candidate.published}, which is the same as what was tested: what the
 *     catalogue says of it by now, for the case that it stays
 * @param behindSeconds how long the longest chain of images takes that are built from this one, as its rendering said;
 *     null from testers that did not pass it on yet
 * @param envelope the verdict as the tester signed it, a DSSE envelope around an in-toto statement; null if it is not
 *     signed, and then nothing is published
 */
@RecordBuilder
public record TestCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        ImageReference staged,
        Verdict verdict,
        List<TestResult> results,
        List<Attempt> attempts,
        FailureReport failure,
        LogReference log,
        List<EvidenceReference> evidence,
        Digest content,
        List<StagedLog> logs,
        List<EvidenceReference> restated,
        Integer behindSeconds,
        SignedEnvelope envelope)
        implements Event, Chained {

    /** @throws IllegalArgumentException if something is missing, or an approval names no passed test */
    public TestCompleted {
        if (rebuildId == null || candidate == null || verdict == null || staged == null || staged.digest() == null) {
            throw new IllegalArgumentException(
                    "test-completed needs the fields rebuildId, candidate, verdict and staged (by digest)");
        }
        results = results == null ? List.of() : List.copyOf(results);
        attempts = attempts == null ? List.of() : List.copyOf(attempts);
        evidence = evidence == null ? List.of() : List.copyOf(evidence);
        logs = logs == null ? List.of() : List.copyOf(logs);
        restated = restated == null ? List.of() : List.copyOf(restated);
        boolean passed = !results.isEmpty() && results.stream().allMatch(TestResult::passed);
        if (verdict == Verdict.APPROVED && !passed) {
            throw new IllegalArgumentException(
                    "field 'verdict': approved, but not every one of at least one test passed");
        }
        if (verdict == Verdict.REJECTED && failure == null) {
            throw new IllegalArgumentException("field 'failure': required for a rejection");
        }
    }

    /** This verdict, not signed, with evidence beside it, and with what the image is. */
    public TestCompleted with(List<EvidenceReference> someEvidence, Digest someContent) {
        return TestCompletedBuilder.builder(this)
                .evidence(someEvidence)
                .content(someContent)
                .envelope(null)
                .build();
    }

    /** This verdict, not signed, with logs beside it, and with statements about what is published. */
    public TestCompleted withLogs(List<StagedLog> someLogs, List<EvidenceReference> aboutPublished) {
        return TestCompletedBuilder.builder(this)
                .logs(someLogs)
                .restated(aboutPublished)
                .envelope(null)
                .build();
    }

    /** This verdict with the envelope that it was signed in. */
    public TestCompleted signed(SignedEnvelope inEnvelope) {
        return TestCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}

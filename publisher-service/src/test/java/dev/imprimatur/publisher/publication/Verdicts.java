package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.publisher.approval.TestKeys;
import dev.imprimatur.publisher.approval.TestOrders;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** The tester's events, each of a rebuild of its own. */
public final class Verdicts {
    private Verdicts() {}

    /** What an image of the catalogue is to be called. */
    public static Candidate candidate(String image, List<Tag> pinned, List<Tag> aliases) {
        return CandidateBuilder.builder()
                .image(ImageKey.parse(image))
                .buildId(new BuildId(
                        Digest.of(image.getBytes(StandardCharsets.UTF_8)).hex()))
                .platform("linux/amd64")
                .pinned(pinned)
                .aliases(aliases)
                .reason("weekly rebuild")
                .priority(Priority.MANUAL)
                .build();
    }

    /** A signed approval of this image. */
    public static TestCompleted approved(ImageReference staged, Candidate candidate) {
        return verdict(staged, candidate, Verdict.APPROVED, null);
    }

    /** A signed approval of this image, which has this content. */
    static TestCompleted approved(ImageReference staged, Candidate candidate, String content) {
        TestCompleted unsigned =
                approved(staged, candidate).with(List.of(), Digest.of(content.getBytes(StandardCharsets.UTF_8)));
        return TestKeys.sign(unsigned);
    }

    static TestCompleted rejected(ImageReference staged, Candidate candidate) {
        return verdict(staged, candidate, Verdict.REJECTED, FailureReport.of("command-failed", false, "test failed"));
    }

    private static TestCompleted verdict(
            ImageReference staged, Candidate candidate, Verdict verdict, FailureReport failure) {
        String id = "r-" + UUID.randomUUID();
        return TestKeys.sign(TestCompletedBuilder.builder()
                .eventId(id + "/tested")
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId(id))
                .candidate(TestOrders.sign(candidate, new RebuildId(id)))
                .staged(staged)
                .verdict(verdict)
                .results(List.of(new TestResult("hello", TestResult.Outcome.PASSED, 1, null)))
                .failure(failure)
                .build());
    }

    static TestCompleted withId(TestCompleted event, String id) {
        return TestKeys.sign(TestCompletedBuilder.builder(event).eventId(id).build());
    }
}

package dev.imprimatur.bench.console;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.LogReference;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.SignedEnvelope;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.proof.EventStatement;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What renderer, builder, tester and publisher would say of a fleet, signed with keys that the console of a home
 * trusts.
 */
final class BenchEvents {
    private static final int CONTEXT = 2048;
    private static final long TOOK = 1200;

    private final SigningKey renderer;
    private final SigningKey builder;
    private final SigningKey tester;
    private final SigningKey publisher;

    BenchEvents(Path keys) {
        renderer = key(keys, "renderer", "renderers");
        builder = key(keys, "builder", "builders");
        tester = key(keys, "signing", "trusted");
        publisher = key(keys, "publisher", "publishers");
    }

    private static SigningKey key(Path keys, String name, String trusted) {
        return new OwnKey(
                        Optional.empty(), Optional.of(keys.resolve(name + ".pem")), Optional.of(keys.resolve(trusted)))
                .load("events");
    }

    /** Someone asks for a round. */
    Event requested(int round, Instant at) {
        return RebuildRequestedBuilder.builder()
                .eventId("bench/" + round)
                .occurredAt(at)
                .rebuildId(id(round))
                .type(RebuildRequested.ALL)
                .reason("bench")
                .priority(Priority.MANUAL)
                .requestedBy("bench")
                .build();
    }

    /** A round ended; its lists are cut, as those of a large one are. */
    Event ended(int round, Instant at, int images) {
        return EventStatement.sign(
                RebuildCompletedBuilder.builder()
                        .eventId("bench/" + round + "/end")
                        .occurredAt(at)
                        .rebuildId(id(round))
                        .outcome(RebuildCompleted.Outcome.SUCCEEDED)
                        .reason("bench")
                        .truncated(true)
                        .counts(new RebuildCompleted.Counts(images, 0, 0, 0, 0, 0))
                        .build(),
                renderer);
    }

    Event rendered(BenchImage image, int round, Instant at) {
        return EventStatement.sign(
                RenderCompletedBuilder.builder()
                        .eventId(eventId(image, round, "render"))
                        .occurredAt(at)
                        .rebuildId(id(round))
                        .candidate(image.candidate(round))
                        .dockerfile("FROM scratch\n")
                        .context(Archive.of(new byte[CONTEXT]))
                        .build(),
                renderer);
    }

    Event built(BenchImage image, int round, Instant at) {
        return EventStatement.sign(
                building(image, round, at, null)
                        .imageId(image.digest(round))
                        .staged(image.staged(round))
                        .build(),
                builder);
    }

    Event failed(BenchImage image, int round, Instant at) {
        FailureReport why = new FailureReport(
                "command-failed", false, "RUN make ended with exit code 2", "make", 2, "one\ntwo\nthree\nfour\n");
        return EventStatement.sign(building(image, round, at, why).failure(why).build(), builder);
    }

    private static BuildCompletedBuilder building(BenchImage image, int round, Instant at, FailureReport failure) {
        return BuildCompletedBuilder.builder()
                .eventId(eventId(image, round, "build"))
                .occurredAt(at)
                .rebuildId(id(round))
                .candidate(image.candidate(round))
                .attempts(List.of(new Attempt(1, at.minus(Duration.ofSeconds(2)), TOOK, failure, "builder-1")))
                .log(new LogReference("l" + round + "-" + image.number(), image.digest(round), CONTEXT, null));
    }

    Event tested(BenchImage image, int round, Instant at) {
        TestCompleted verdict = TestCompletedBuilder.builder()
                .eventId(eventId(image, round, "test"))
                .occurredAt(at)
                .rebuildId(id(round))
                .candidate(image.candidate(round))
                .staged(image.staged(round))
                .verdict(Verdict.APPROVED)
                .results(List.of(new TestResult("starts", TestResult.Outcome.PASSED, TOOK, null)))
                .attempts(List.of(new Attempt(1, at.minus(Duration.ofSeconds(2)), TOOK, null, "tester")))
                .build();
        Statement statement = Statement.of(
                "staging/bench",
                image.digest(round),
                dev.imprimatur.attestation.statement.TestResult.TYPE,
                new dev.imprimatur.attestation.statement.TestResult(
                        "PASSED", List.of(), List.of(), List.of(), EventJson.MAPPER.valueToTree(verdict)));
        return verdict.signed(SignedEnvelope.of(statement.sign(tester)));
    }

    Event published(BenchImage image, int round, Instant at) {
        return EventStatement.sign(
                PublishCompletedBuilder.builder()
                        .eventId(eventId(image, round, "publish"))
                        .occurredAt(at)
                        .rebuildId(id(round))
                        .candidate(image.candidate(round))
                        .digest(image.digest(round))
                        .revision(round)
                        .tags(image.references().stream()
                                .map(reference -> new PublishedTag(reference, null))
                                .toList())
                        .build(),
                publisher);
    }

    /** The rebuild of a round. */
    static RebuildId id(int round) {
        return new RebuildId("bench-" + round);
    }

    private static String eventId(BenchImage image, int round, String stage) {
        return "bench/" + round + "/" + image.number() + "/" + stage;
    }
}

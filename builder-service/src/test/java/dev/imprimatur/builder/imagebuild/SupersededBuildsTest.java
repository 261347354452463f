package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of one image: one at a time, and a newer rebuild supersedes what has not begun. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class SupersededBuildsTest extends BuilderFixture {
    @Test
    void anotherBuildOfTheSameImageIsWaitedFor() {
        RenderCompleted other = rendered(new RebuildId("r-" + UUID.randomUUID()), "RUN echo other");
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(other);
            build.persist();
            build.open("another").persist();
        });
        RenderCompleted event = rendered("RUN echo mine");
        send(event);
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting(event));
        assertThat(attempts(event)).isEmpty();

        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.findById(Build.of(other).id);
            build.history().open(1).orElseThrow().end(FailureReport.of("test", false, "the other one ended"));
            build.fail(FailureReport.of("test", false, "the other one ended"));
        });

        assertThat(result(event).failure()).isNull();
    }

    @Test
    void aNewerRebuildTakesTheQueuedBuildsPlaceAndLeavesTheOneThatHasBegun() {
        RenderCompleted queued = rendered(new RebuildId("r-" + UUID.randomUUID()), "RUN echo queued");
        RenderCompleted begun = rendered(new RebuildId("r-" + UUID.randomUUID()), "FOO");
        QuarkusTransaction.requiringNew().run(() -> Build.of(queued).persist());
        built(begun);
        RenderCompleted newer = rendered("RUN echo newer");

        BuildCompleted built = built(RenderCompletedBuilder.builder()
                .eventId(newer.eventId())
                .occurredAt(newer.occurredAt())
                .rebuildId(newer.rebuildId())
                .candidate(newer.candidate())
                .dockerfile(newer.dockerfile())
                .context(newer.context())
                .tests(newer.tests())
                .supersedes(List.of(queued.rebuildId(), begun.rebuildId(), new RebuildId("unknown")))
                .build());

        assertThat(built.failure()).isNull();
        assertThat(result(queued).failure().kind()).isEqualTo("superseded");
        assertThat(result(queued).failure().message()).contains(rebuild.value());
        assertThat(result(begun).failure().kind()).isEqualTo("dockerfile-invalid");
    }

    @Test
    void whatNoRendererSignedHidesNoRenderingAndSupersedesNothing() {
        RenderCompleted older = rendered(new RebuildId("r-" + UUID.randomUUID()), "RUN echo older");
        QuarkusTransaction.requiringNew().run(() -> Build.of(older).persist());
        RenderCompleted genuine = rendered("RUN echo genuine");

        send(RenderCompletedBuilder.builder()
                .eventId(genuine.eventId())
                .occurredAt(Instant.now())
                .rebuildId(genuine.rebuildId())
                .candidate(genuine.candidate().placed(12, 11))
                .dockerfile("FOO")
                .context(genuine.context())
                .tests(genuine.tests())
                .supersedes(List.of(older.rebuildId()))
                .build());

        assertThat(built(genuine).failure()).isNull();
        assertThat(waiting(older)).isTrue();
    }

    @Test
    void anotherDockerfileForAGenuineCandidateIsNotBuiltAndHidesNoRendering() {
        RenderCompleted genuine = rendered("RUN echo genuine");

        send(RenderCompletedBuilder.builder()
                .eventId(genuine.eventId())
                .occurredAt(genuine.occurredAt())
                .rebuildId(genuine.rebuildId())
                .candidate(genuine.candidate())
                .dockerfile(genuine.dockerfile().replace("genuine", "forged"))
                .context(genuine.context())
                .tests(genuine.tests())
                .build());

        assertThat(built(genuine).failure()).isNull();
        assertThat(log(genuine)).contains("genuine").doesNotContain("forged");
        topics.first(record ->
                record.topic().equals("render-completed.dlq") && text(record).contains(genuine.eventId()));
    }

    @Test
    void aRenderingThatIsSentAgainSupersedesNothingMore() {
        RenderCompleted older = rendered(new RebuildId("r-" + UUID.randomUUID()), "RUN echo older");
        QuarkusTransaction.requiringNew().run(() -> Build.of(older).persist());
        RenderCompleted genuine = rendered("FOO");
        built(genuine);

        send(RenderCompletedBuilder.builder()
                .eventId(genuine.eventId() + "-again")
                .occurredAt(genuine.occurredAt())
                .rebuildId(genuine.rebuildId())
                .candidate(genuine.candidate())
                .dockerfile(genuine.dockerfile())
                .context(genuine.context())
                .tests(genuine.tests())
                .supersedes(List.of(older.rebuildId()))
                .build());
        built(rendered(new RebuildId("r-" + UUID.randomUUID()), "FOO"));

        assertThat(waiting(older)).isTrue();
    }
}

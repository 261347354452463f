package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.places.Places;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builds of which there is more to report than an event takes. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class LargeEventsTest extends BuilderFixture {
    private static final FailureReport LARGE =
            new FailureReport("registry-unreachable", true, "m".repeat(2000), "c".repeat(4000), 1, "o".repeat(4000));

    @Inject
    WorkQueue queue;

    @Inject
    BuildWork work;

    @Inject
    CancelledRebuilds cancelled;

    @Test
    void manyAttemptsKeepACancelFromNoBuild() {
        RenderCompleted event = withTests(2);
        cancel(event.rebuildId());
        await().atMost(Duration.ofSeconds(30))
                .until(() -> cancelled.find(event.rebuildId()).isPresent());

        queueAfterFailedAttempts(event);
        BuildCompleted ended = result(event);

        assertThat(ended.failure().kind()).isEqualTo("cancelled");
        assertThat(ended.tests()).isEqualTo(event.tests());
        assertThat(ended.attempts()).hasSize(Places.MOST_HANDED_BACK);
        Attempt first = ended.attempts().getFirst();
        assertThat(first.failure().kind()).isEqualTo("registry-unreachable");
        assertThat(first.failure().output()).isNull();
        assertThat(ended.attempts().getLast().failure()).isEqualTo(LARGE);
    }

    @Test
    void whatIsTooLargeAllTheSameFails() {
        RenderCompleted event = withTests(4);

        queueAfterFailedAttempts(event);
        BuildCompleted ended = result(event);

        assertThat(ended.failure().kind()).isEqualTo("event-too-large");
        assertThat(ended.failure().message()).contains("1000000 are the most");
        assertThat(ended.tests()).isEmpty();
        assertThat(ended.attempts().getLast().number()).isEqualTo(Places.MOST_HANDED_BACK + 1);
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.findById(Build.of(event).id);
            assertThat(build.failure).isEqualTo(ended.failure());
            assertThat(build.staged).isNull();
        });
    }

    private RenderCompleted withTests(int count) {
        RenderCompleted event = rendered("RUN true");
        List<ImageTest> tests = IntStream.range(0, count)
                .mapToObj(i -> new ImageTest("test-" + i, Archive.of(new byte[Archive.LIMIT]), 30, false))
                .toList();
        return RenderCompletedBuilder.builder(event).tests(tests).build();
    }

    private void queueAfterFailedAttempts(RenderCompleted event) {
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(event);
            build.persist();
            for (int i = 0; i < Places.MOST_HANDED_BACK; i++) {
                BuildAttempt attempt = build.open("another");
                attempt.handBack(LARGE);
                attempt.persist();
            }
            queue.add(work, build.id, Priority.MANUAL);
        });
    }
}

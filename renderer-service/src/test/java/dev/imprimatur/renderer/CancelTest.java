package dev.imprimatur.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildCompleted.Outcome;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.Stage;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.Rebuild;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import dev.imprimatur.renderer.rebuild.RebuildProgress;
import dev.imprimatur.renderer.rebuild.Superseding;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rebuilds that end early: cancelled, timed out, or left to a newer one. */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class CancelTest extends Pipeline {
    @Inject
    CancelledRebuilds cancelled;

    @Inject
    Superseding superseding;

    @Inject
    RebuildProgress progress;

    @Test
    void whatWaitsIsDroppedAndWhatIsOnItsWayIsWaitedFor() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");

        cancel("wrong base");
        awaitCancelled();
        unbuilt(ground, FailureReport.cancelled("wrong base (a test)"));
        publish(alone);

        RebuildCompleted completed = completed();
        assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed.failure().message()).isEqualTo("the rebuild was cancelled: wrong base (a test)");
        assertThat(completed.cancelled())
                .extracting(each -> each.image() + " " + each.stage())
                .containsExactly(
                        "ground/1.0.0/bookworm build", "app/1.0.9/bookworm render", "app/1.0.15/bookworm render");
        assertThat(completed.failed()).isEmpty();
        assertThat(completed.published())
                .extracting(each -> each.image().toString())
                .containsExactly("alone/3.0.0/bookworm");
        assertThat(completed.holes())
                .extracting(Object::toString)
                .containsExactly("ground:1.0.0", "ground:1", "app:1.0.9", "app:1.0.15", "app:1");
        assertThat(renderedImages()).hasSize(2);
    }

    /** A cancel and the end of a build come by two topics. */
    @Test
    void aBuilderThatHasReadTheCancelFirstMakesNoFailureOfIt() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");

        unbuilt(ground, FailureReport.cancelled("wrong base (a test)"));
        publish(alone);

        RebuildCompleted completed = completed();
        cancel("wrong base");
        awaitCancelled();
        assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed.failed()).isEmpty();
        assertThat(completed.cancelled()).hasSize(3);
        assertThat(completed.published()).hasSize(1);
    }

    @Test
    void aBareMessageCancelsAndOneThatComesBeforeTheRequestDoesToo() {
        kafka.send(
                Topic.REBUILD_CANCEL_REQUESTED,
                null,
                "{\"rebuildId\":\"%s\"}".formatted(rebuild).getBytes(StandardCharsets.UTF_8));
        RebuildId first = rebuild;
        next();
        cancel("marker");
        RebuildId marker = rebuild;
        rebuild = first;

        request("rebuild-all", null);

        assertThat(completed().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed().published()).isEmpty();
        assertThat(renderedImages()).isEmpty();
        rebuild = marker;
        assertThat(renderedImages()).isEmpty();
    }

    @Test
    void servicesThatDoNotAnswerDoNotKeepItOpenAndWhatTheyPublishedCountsAllTheSame() {
        request("rebuild-selected", "ground");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        cancel("no answer");

        assertThat(completed().cancelled()).hasSize(1);

        Digest late = Digest.of("late".getBytes(StandardCharsets.UTF_8));
        publish(ground, late);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> PublishedImage.reference(ImageKey.parse(ground.key()))
                                .filter(now -> now.digest().equals(late))
                                .isPresent()));
    }

    @Test
    void aCancelOfAnEndedRebuildChangesNothing() {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        completed();
        RebuildId ended = rebuild;
        cancel("too late");

        next();
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        assertThat(completed().outcome()).isEqualTo(Outcome.SUCCEEDED);
        assertThat(kafka.events(RebuildCompleted.class).stream()
                        .filter(event -> event.rebuildId().equals(ended)))
                .hasSize(1);
    }

    @Test
    void aRebuildThatTakesTooLongIsCancelledByTheEventThatTheOthersHearToo() {
        request(Duration.ofSeconds(2));
        rendered("alone/3.0.0/bookworm");

        RebuildCompleted completed = completed();

        assertThat(completed.outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(completed.failure().message())
                .isEqualTo("the rebuild was cancelled: timed out, it may take PT2S (renderer)");
        assertThat(kafka.events(RebuildCancelRequested.class))
                .anyMatch(event -> event.rebuildId().equals(rebuild));
    }

    @Test
    void whoTakesTheIdentityOfTheTimeOutKeepsNoRebuildOpen() {
        sendFrom(
                "/imprimatur/renderer",
                new RebuildCancelRequested(
                        rebuild + "/timed-out", Instant.now(), new RebuildId("r-other"), null, "taken", "a requester"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> cancelled.find(new RebuildId("r-other")).isPresent()));

        request(Duration.ofSeconds(2));
        rendered("alone/3.0.0/bookworm");

        assertThat(completed().outcome()).isEqualTo(Outcome.CANCELLED);
        assertThat(kafka.events(RebuildCancelRequested.class))
                .as("the other services hear it")
                .anyMatch(event ->
                        event.rebuildId().equals(rebuild) && !event.eventId().equals(rebuild + "/timed-out"));
    }

    @Test
    void aNewerRebuildTakesOverWhatHasNotBegun() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        RebuildId older = rebuild;

        next();
        request("rebuild-all", null);
        assertThat(rendered("ground/1.0.0/bookworm").supersedes()).contains(older);
        RebuildId newer = rebuild;
        rebuild = older;
        unbuilt(ground, FailureReport.superseded("rebuild " + newer + " builds it instead"));
        publish(alone);

        RebuildCompleted completed = completed();
        assertThat(completed.outcome()).isEqualTo(Outcome.SUPERSEDED);
        assertThat(completed.superseded())
                .extracting(each -> each.image() + " " + each.stage())
                .containsExactly(
                        "ground/1.0.0/bookworm build", "app/1.0.9/bookworm render", "app/1.0.15/bookworm render");
        assertThat(completed.superseded().getLast().failure().message()).contains(newer.value());

        rebuild = newer;
        assertThat(publishAll(
                                "ground/1.0.0/bookworm",
                                "alone/3.0.0/bookworm",
                                "app/1.0.9/bookworm",
                                "app/1.0.15/bookworm")
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void whatOnlyTheOlderRebuildMakesKeepsItsBase() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        rendered("alone/3.0.0/bookworm");
        RebuildId older = rebuild;

        next();
        request("rebuild-selected", "ground");
        assertThat(rendered("ground/1.0.0/bookworm").supersedes()).doesNotContain(older);
        publish(rendered("ground/1.0.0/bookworm"));
        completed();

        rebuild = older;
        publish(ground);
        assertThat(publishAll("alone/3.0.0/bookworm", "app/1.0.9/bookworm", "app/1.0.15/bookworm")
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    /** Then nothing does the images that the older one would leave to it. */
    @Test
    void aNewerRebuildThatIsCancelledBeforeItTakesOverAnythingTakesNothing() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RebuildId older = rebuild;
        RebuildId newer = enterAgain(older);
        rebuild = newer;
        cancel("not meant");
        assertThat(completed().outcome()).isEqualTo(Outcome.CANCELLED);

        superseding.settle(newer);

        rebuild = older;
        publish(ground);
        assertThat(publishAll("alone/3.0.0/bookworm", "app/1.0.9/bookworm", "app/1.0.15/bookworm")
                        .outcome())
                .isEqualTo(Outcome.SUCCEEDED);
    }

    @Test
    void whatHasFailedInTheNewerRebuildIsNotLeftToIt() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RebuildId older = rebuild;
        RebuildId newer = enterAgain(older);
        QuarkusTransaction.requiringNew()
                .run(() -> progress.failed(
                        Rebuild.lock(newer).orElseThrow(),
                        RebuildImage.of(newer, ImageKey.parse("app/1.0.9/bookworm"))
                                .orElseThrow(),
                        Stage.RENDER,
                        FailureReport.of("template-invalid", false, "no")));

        superseding.settle(newer);

        publish(ground);
        RebuildCompleted completed = publishAll("alone/3.0.0/bookworm", "app/1.0.9/bookworm");
        assertThat(completed.superseded())
                .extracting(each -> each.image().toString())
                .containsExactly("app/1.0.15/bookworm");
        rebuild = newer;
        cancel("over");
        completed();
    }

    /** A newer rebuild of the same images, planned, of which nothing was rendered yet. */
    private RebuildId enterAgain(RebuildId older) {
        next();
        RebuildId newer = rebuild;
        rebuild = older;
        QuarkusTransaction.requiringNew().run(() -> {
            Rebuild again = new Rebuild(RebuildRequestedBuilder.builder(
                            Rebuild.of(older).orElseThrow().request())
                    .rebuildId(newer)
                    .build());
            again.persist();
            List<RebuildImage> images = Rebuild.of(older).orElseThrow().images();
            again.running(images.size());
            for (int i = 0; i < images.size(); i++) {
                new RebuildImage(newer, i, images.get(i).recipe(), Duration.ZERO).persist();
            }
        });
        return newer;
    }

    private void request(Duration timeout) {
        kafka.send(new RebuildRequested(
                id(),
                Instant.now(),
                rebuild,
                "rebuild-selected",
                "alone",
                "because",
                Priority.MANUAL,
                null,
                null,
                timeout));
    }

    private void cancel(String reason) {
        kafka.send(new RebuildCancelRequested(id(), Instant.now(), rebuild, null, reason, "a test"));
    }

    /** What comes after on another topic is to come after. */
    private void awaitCancelled() {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> cancelled.find(rebuild).isPresent()));
    }

    private void unbuilt(RenderCompleted rendered, FailureReport why) {
        kafka.send(TestSignatures.sign(BuildCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(rendered.candidate())
                .failure(why)
                .build()));
    }
}

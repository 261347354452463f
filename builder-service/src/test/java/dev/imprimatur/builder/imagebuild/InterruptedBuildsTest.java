package dev.imprimatur.builder.imagebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Output;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Builders die, or take over from each other: what they left is gone on with, or cleared. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class InterruptedBuildsTest extends BuilderFixture {
    @Inject
    WorkQueue queue;

    @Inject
    BuildWork work;

    @Test
    void aBuildThatThisBuilderStillWorksOnIsNotBegunAgain() {
        RenderCompleted event = rendered("RUN echo begun && sleep 4");
        send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));

        assertThat(work.run(Build.of(event).id)).isInstanceOf(Next.Again.class);

        BuildCompleted built = result(event);
        assertThat(built.failure()).isNull();
        assertThat(built.attempts()).hasSize(1);
    }

    @Test
    void aBuildThatAnotherBuilderTookOverStopsHereAndLeavesTheOthersStepsAlone() {
        RenderCompleted event = rendered("RUN echo begun && sleep 300");
        send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));
        Digest step = danglingStep();

        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.findById(Build.of(event).id);
            build.history().interruptOpen();
            build.open("another").persist();
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> onEngine(image).containers() == 0);
        assertThat(attempts(event)).hasSize(2);
        assertThat(engine.image(step.value())).as("another's step").isPresent();
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.findById(Build.of(event).id);
            build.history().open(2).orElseThrow().end(null);
            build.fail(FailureReport.of("test", false, "the other one ended"));
        });
    }

    /** As the queue does at the end of a builder that is asked to stop. */
    @Test
    void aBuildThatIsInterruptedCountsForNothing() throws InterruptedException {
        RenderCompleted event = rendered("RUN echo begun && sleep 300");
        QuarkusTransaction.requiringNew().run(() -> Build.of(event).persist());
        Thread working = Thread.ofPlatform().start(() -> work.run(Build.of(event).id));
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));

        working.interrupt();
        working.join();

        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.findById(Build.of(event).id);
            assertThat(build.history().anyOpen()).isFalse();
            assertThat(build.history().freeInARow()).isEqualTo(1);
            build.fail(FailureReport.of("test", false, "the test ends"));
        });
        assertThat(log(event)).contains("<== it was interrupted");
    }

    @Test
    void whatAKilledBuildLeftGoesWithoutAnotherBuildOfItsImage() {
        Digest step = danglingStep();
        QuarkusTransaction.requiringNew()
                .run(() -> Build.getEntityManager()
                        .createNativeQuery("insert into engine_steps values (?1, ?2, now())")
                        .setParameter(1, engine.version().id())
                        .setParameter(2, image.toString())
                        .executeUpdate());

        await().atMost(Duration.ofSeconds(30))
                .until(() -> engine.image(step.value()).isEmpty());
        await().atMost(Duration.ofSeconds(10))
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> Build.getEntityManager()
                                .createNativeQuery("select image from engine_steps where image = ?1", String.class)
                                .setParameter(1, image.toString())
                                .getResultList()
                                .isEmpty()));
    }

    /** What another builder's attempt at the same image has built so far. */
    private Digest danglingStep() {
        return engine.build(
                BuildOrderBuilder.builder()
                        .dockerfile(Renderings.of(rebuild, image, "RUN echo another > /step")
                                .dockerfile())
                        .context(ContextTar.of(new byte[1024]))
                        .network(false)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                Output.none());
    }

    @Test
    void anAttemptWhoseBuilderDiedCounts() {
        RenderCompleted event = rendered("RUN echo again");

        leaveAnOpenAttempt(event);
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.attempts()).hasSize(2);
        assertThat(built.attempts().getFirst().failure().kind()).isEqualTo("interrupted");
        assertThat(built.attempts().getFirst().failure().message()).contains("the builder another stopped");
    }

    @Test
    void whatADeadBuilderStagedIsNotBuiltAgain() {
        RenderCompleted event = rendered("RUN cat /proc/sys/kernel/random/uuid > /unique");
        Staged earlier = stage(event, event.dockerfile());

        leaveAnOpenAttempt(event, earlier.reference().digest());
        BuildCompleted built = result(event);

        assertThat(built.imageId()).isEqualTo(earlier.imageId());
        assertThat(built.staged()).isEqualTo(earlier.reference());
        assertThat(engine.image(earlier.imageId().value())).isEmpty();
    }

    @Test
    void whatAStrangerPutUnderABuildsTagIsNotTakenForWhatAnAttemptStaged() {
        RenderCompleted event = rendered("RUN echo genuine");
        Staged strangers = stage(event, event.dockerfile().replace("genuine", "strangers"));

        leaveAnOpenAttempt(event, Digest.of(new byte[] {1}));
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.imageId()).isNotEqualTo(strangers.imageId());
        assertThat(built.staged()).isNotEqualTo(strangers.reference());
        assertThat(log(event)).contains("genuine");
    }

    /** One who reads staging knows the configuration, and may say something else of it. */
    @Test
    void norIsWhatAStrangerMadeOfTheConfigurationThatWasStaged() {
        RenderCompleted event = rendered("RUN echo genuine");
        Staged earlier = stage(event, event.dockerfile());
        Manifest strangers = registries
                .manifest(earlier.reference())
                .annotated(Map.of("org.opencontainers.image.source", "https://stranger.example/"));
        registries.putManifest(staging.tag(event), strangers);

        leaveAnOpenAttempt(event, earlier.reference().digest());
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.staged().digest()).isNotEqualTo(strangers.digest());
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(Build.<Build>findById(Build.of(event).id).named())
                        .isEqualTo(built.staged().digest()));
    }

    @Test
    void anIndexUnderABuildsTagIsNotTakenForItEither() {
        RenderCompleted event = rendered("RUN echo genuine");
        Manifest index = Manifest.of(
                MediaType.OCI_INDEX, "{\"schemaVersion\":2,\"manifests\":[]}".getBytes(StandardCharsets.UTF_8));
        registries.putManifest(staging.tag(event), index);

        leaveAnOpenAttempt(event, Digest.of(new byte[] {1}));
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.staged().digest()).isNotEqualTo(index.digest());
        assertThat(log(event)).contains("genuine");
    }

    /** An image of this Dockerfile under the tag of this build in staging, and no longer on the engine. */
    private Staged stage(RenderCompleted event, String dockerfile) {
        Digest imageId = engine.build(
                BuildOrderBuilder.builder()
                        .dockerfile(dockerfile)
                        .context(ContextTar.of(event.context().tar()))
                        .network(true)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                Output.none());
        ImageReference tag = staging.tag(event);
        engine.tag(imageId.value(), tag);
        Staged earlier = staging.send(imageId, tag, List.of(), Output.none(), new Cancellation(), digest -> {});
        engine.remove(imageId.value());
        return earlier;
    }

    private void leaveAnOpenAttempt(RenderCompleted event) {
        leaveAnOpenAttempt(event, null);
    }

    private void leaveAnOpenAttempt(RenderCompleted event, Digest named) {
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(event);
            if (named != null) {
                build.sentTo = staging.tag(event);
                build.named = named.value();
            }
            build.persist();
            build.open("another").persist();
            queue.add(work, build.id, Priority.MANUAL);
        });
    }
}

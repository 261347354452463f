package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.ReferencedRegistryPlace;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Staging, or a package mirror, is out of order: builds wait for it, and no attempts are lost. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class SickPlacesTest extends BuilderFixture {
    @Inject
    WorkQueue queue;

    @Inject
    BuildWork work;

    @Inject
    Places places;

    @Test
    void aRegistryThatTakesNoBlobsIsWaitedForThoughItAnswers() {
        RenderCompleted event = rendered("RUN cat /proc/sys/kernel/random/uuid > /unique");
        System.setProperty(StagingGate.FULL, "true");
        send(event);
        await().atMost(Duration.ofSeconds(120))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", contains("waiting"))
                        .body("waitingFor", contains(startsWith("uploads to localhost:"))));

        System.clearProperty(StagingGate.FULL);
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.attempts()).hasSize(2);
        assertThat(freeAttempts(event)).as("it counts for nothing").isOne();
    }

    @Test
    void aRegistryThatGoesDownIsWaitedForWithoutBuildingAgain() {
        RenderCompleted event = rendered("RUN cat /proc/sys/kernel/random/uuid > /unique && echo begun && sleep 3");
        send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));
        closeTheGate();
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", contains("waiting"))
                        .body("waitingFor", contains(startsWith("registry localhost:")))
                        .body("attempts[0]", hasSize(1)));
        Digest before =
                engine.image(staging.tag(event).toString()).orElseThrow().id();

        System.clearProperty(StagingGate.CLOSED);
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.imageId()).as("built once").isEqualTo(before);
        assertThat(built.attempts()).hasSize(2);
        assertThat(built.attempts().getLast().failure()).isNull();
        assertThat(built.attempts().getFirst().failure().kind()).isEqualTo("registry-unreachable");
        assertThat(built.attempts().getFirst().failure().retryable()).isTrue();
        assertThat(freeAttempts(event)).as("it counts for nothing").isOne();
    }

    @Test
    void aPackageMirrorThatIsAwayCostsTimeAndNoAttempts() {
        System.setProperty(PackageMirror.AWAY, "true");
        RenderCompleted event = rendered("RUN echo 'curl: (6) Could not resolve host: packages.example' && exit 6");
        send(event);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", contains("waiting"))
                        .body("waitingFor", contains(startsWith("package mirror localhost:"))));
        int asked = Integer.getInteger(PackageMirror.ASKED);
        await().atMost(Duration.ofSeconds(60)).until(() -> Integer.getInteger(PackageMirror.ASKED) > asked + 3);
        given().get("/api/builds?rebuild=" + rebuild).then().body("attempts[0]", hasSize(1));

        System.clearProperty(PackageMirror.AWAY);
        BuildCompleted built = result(event);

        assertThat(built.failure().kind()).isEqualTo("network-in-build");
        assertThat(built.attempts()).as("one that was free, and eight").hasSize(9);
        assertThat(freeAttempts(event)).isOne();
    }

    @Test
    void whileStagingIsDownNoWorkIsTakenAndItGoesOnByItself() {
        closeTheGate();
        RenderCompleted event = rendered("RUN echo later");
        send(event);
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", contains("waiting"))
                        .body("waitingFor", contains(startsWith("registry localhost:"))));

        System.clearProperty(StagingGate.CLOSED);
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        assertThat(built.attempts()).hasSize(1);
        given().get("/api/builds?rebuild=" + rebuild).then().body("waitingFor[0]", nullValue());
    }

    @Test
    void whatWaitsForStagingCanBeCancelled() {
        closeTheGate();
        RenderCompleted event = rendered("RUN echo never");
        send(event);
        await().atMost(Duration.ofSeconds(20)).until(() -> waiting(event));

        cancel(event.rebuildId());
        BuildCompleted built = result(event);

        assertThat(built.failure().kind()).isEqualTo("cancelled");
        assertThat(built.attempts()).isEmpty();
    }

    @Test
    void whatABuilderLeftThatDiedCanBeCancelledWhileStagingIsDown() {
        closeTheGate();
        RenderCompleted event = rendered("RUN echo never");
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(event);
            build.persist();
            build.open("another").persist();
            queue.add(work, build.id, Priority.MANUAL);
        });

        cancel(event.rebuildId());
        BuildCompleted built = result(event);

        assertThat(Boolean.getBoolean(StagingGate.CLOSED)).isTrue();
        assertThat(built.failure().kind()).isEqualTo("cancelled");
        assertThat(built.attempts()).hasSize(1);
    }

    @Test
    void whatABuilderLeftThatDiedKeepsNoOtherBuildOfItsImageWaiting() {
        ImageReference base = ImageReference.parse("localhost:1/node@sha256:" + "0".repeat(64));
        RenderCompleted left =
                Renderings.onBase(new RebuildId("r-" + UUID.randomUUID()), image, base, "RUN echo never");
        assertThat(places.ask(List.of(new ReferencedRegistryPlace(base.registry()))))
                .isPresent();
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(left);
            build.persist();
            build.open("another").persist();
            queue.add(work, build.id, Priority.MANUAL);
        });

        RenderCompleted event = rendered("RUN echo mirror");
        send(event);
        BuildCompleted built = result(event);

        assertThat(built.failure()).isNull();
        given().get("/api/builds?rebuild=" + left.rebuildId())
                .then()
                .body("state", contains("waiting"))
                .body("waitingFor", contains("registry localhost:1"));
        assertThat(attempts(left))
                .singleElement()
                .satisfies(attempt -> assertThat(attempt.failure().kind()).isEqualTo("interrupted"));

        cancel(left.rebuildId());
        assertThat(result(left).failure().kind()).isEqualTo("cancelled");
        assertThat(result(left).attempts()).hasSize(1);
    }

    @Test
    void whatFailedAtSickPlacesLeavesAllAttemptsForRealFailures() {
        RenderCompleted event = rendered("RUN exit 9");
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(event);
            build.persist();
            for (int i = 0; i < 20; i++) {
                BuildAttempt attempt = build.open("another");
                attempt.persist();
                attempt.handBack(FailureReport.of("registry-unreachable", true, "for the test"));
            }
            for (int i = 0; i < 20; i++) {
                BuildAttempt attempt = build.open("another");
                attempt.persist();
                attempt.handBack();
            }
            queue.add(work, build.id, Priority.MANUAL);
        });

        BuildCompleted built = result(event);

        assertThat(built.attempts()).hasSize(41);
        assertThat(built.failure().kind()).isEqualTo("command-failed");
    }

    private static long freeAttempts(RenderCompleted event) {
        return QuarkusTransaction.requiringNew()
                .call(() -> BuildAttempt.count("build.id = ?1 and free", Build.of(event).id));
    }

    /** Until probes see it, and the queue too, which looks at moments of its own. */
    private static void closeTheGate() {
        System.setProperty(StagingGate.CLOSED, "true");
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/q/health/ready")
                        .then()
                        .statusCode(503)
                        .body("checks.find { it.name == 'staging registry' }.status", equalTo("DOWN"))
                        .body("checks.find { it.name == 'engine' }.status", equalTo("UP")));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/q/metrics").asString().contains("imprimatur_places_sick 1.0"));
    }
}

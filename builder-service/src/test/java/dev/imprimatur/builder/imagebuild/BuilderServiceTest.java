package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.builder.fixture.Ends;
import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole service on real Kafka, PostgreSQL, engine and registry. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class BuilderServiceTest extends BuilderFixture {
    @TestHTTPResource("/api/logs/")
    URI logs;

    @Inject
    CancelledRebuilds cancelled;

    @Test
    void anImageIsBuiltStagedAndNamedByItsDigest() {
        RenderCompleted event = rendered("COPY hello.js /hello.js\nRUN echo building && cat /hello.js");

        BuildCompleted built = built(event);

        assertThat(built.failure()).isNull();
        assertThat(built.eventId()).isEqualTo(rebuild + "/" + image + "/built");
        assertThat(built.candidate()).isEqualTo(event.candidate());
        assertThat(built.tests()).isEqualTo(event.tests());
        assertThat(built.attempts()).hasSize(1).allMatch(attempt -> attempt.failure() == null);
        Manifest log =
                registries.manifest(RepositoryReference.of(built.staged()).at(built.logArtifact()));
        assertThat(log.artifactType()).isEqualTo(LogArtifact.TYPE);
        assertThat(log.subject().orElseThrow().digest())
                .isEqualTo(built.staged().digest());
        assertThat(built.staged().repository())
                .isEqualTo(event.candidate().pinned().getFirst().repository());
        assertThat(registries.head(staging.tag(event)).map(Descriptor::digest))
                .contains(built.staged().digest());
        assertThat(registries.manifest(built.staged()).blobs().getFirst().digest())
                .isEqualTo(built.imageId());
        EngineImage kept = engine.image(staging.tag(event).toString()).orElseThrow();
        assertThat(kept.id()).isEqualTo(built.imageId());

        given().get("/api/logs/" + built.log().id())
                .then()
                .statusCode(200)
                .body(containsString("\nbuilding\nconsole.log('hello')\n"))
                .body(containsString("layer "))
                .body(containsString("<== staged as " + built.staged()));
        given().get("/api/builds?rebuild=" + rebuild)
                .then()
                .body("", hasSize(1))
                .body("image", contains(image.toString()))
                .body("state", contains("built"))
                .body("staged", contains(built.staged().toString()))
                .body("attempts[0]", hasSize(1));
    }

    @Test
    void aLogCanBeFollowedWhileTheBuildGoesOn() {
        RenderCompleted event = rendered("RUN echo begun && sleep 8");
        send(event);

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/logs/" + Build.of(event).id)
                        .then()
                        .statusCode(200)
                        .body(containsString("\nbegun\n")));
        given().get("/api/builds?rebuild=" + rebuild).then().body("state", contains("building"));
        assertThat(result(event).failure()).isNull();
    }

    @Test
    void aLogIsStreamedAndSealedByTheEvent() throws Exception {
        RenderCompleted event = rendered("RUN echo begun && sleep 3 && echo ending");
        send(event);
        URI follow = logs.resolve(Build.of(event).id + "/follow");
        await().atMost(Duration.ofSeconds(60))
                .until(() ->
                        given().get(follow.getPath().replace("/follow", "")).statusCode() == 200);

        List<String> lines = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(follow).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .toList();

        BuildCompleted built = result(event);
        assertThat(lines.stream().filter(line -> line.startsWith("event:log"))).hasSizeGreaterThanOrEqualTo(2);
        assertThat(lines).anyMatch(line -> line.contains("Z begun\\n")).anyMatch(line -> line.contains("Z ending\\n"));
        assertThat(lines.get(lines.indexOf("event:end") + 1))
                .contains(
                        built.log().digest().value(),
                        "\"records\":" + built.log().records());
    }

    @Test
    void whatAFailedCommandPrintedIsReportedWithoutSecrets() {
        String from = "FROM " + Surroundings.staging("upstream/debian:bookworm") + "\n" + Renderings.label(image);
        RenderCompleted event = Renderings.ofDockerfile(
                rebuild, image, from + "COPY .imprimatur/npmrc /npmrc\nRUN cat /npmrc >&2 && exit 3\n");
        asked.add(event);

        BuildCompleted built = built(event);

        assertThat(built.failure().output()).contains("_authToken=***").doesNotContain(StagingGate.TOKEN);
        given().get("/api/logs/" + built.log().id())
                .then()
                .body(containsString("_authToken=***"))
                .body(not(containsString(StagingGate.TOKEN)));
    }

    @Test
    void aFailingCommandIsTriedOnceAndReportedWithItsOutput() {
        RenderCompleted event = rendered("RUN echo fine\nRUN echo the reason && exit 7");

        BuildCompleted built = built(event);

        assertThat(built.staged()).isNull();
        assertThat(built.attempts()).hasSize(1);
        assertThat(built.failure().kind()).isEqualTo("command-failed");
        assertThat(built.failure().retryable()).isFalse();
        assertThat(built.failure().command()).isEqualTo("echo the reason && exit 7");
        assertThat(built.failure().exitCode()).isEqualTo(7);
        assertThat(built.failure().output()).isEqualTo("the reason");
        assertThat(engine.image(staging.tag(event).toString())).isEmpty();
        given().get("/api/builds?rebuild=" + rebuild)
                .then()
                .body("state", contains("failed"))
                .body("failure[0].kind", equalTo("command-failed"));
    }

    @Test
    void aSilentCommandIsShownStoppedAndTriedAgain() {
        RenderCompleted event = rendered("LABEL dev.imprimatur.silence=\"5\"\nRUN echo begun && sleep 60");
        send(event);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", contains("building"))
                        .body("silentSince[0]", notNullValue()));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(attempts(event)).hasSizeGreaterThan(1));
        cancel(rebuild);

        FailureReport silent = result(event).attempts().getFirst().failure();

        assertThat(silent.kind()).isEqualTo("silent");
        assertThat(silent.retryable()).isTrue();
        assertThat(log(event)).contains("begun\n==> silent for ");
        given().get("/api/builds?rebuild=" + rebuild).then().body("silentSince[0]", nullValue());
    }

    @Test
    void aSecondDeliveryHasNoSecondEffect() {
        RenderCompleted event = rendered("RUN echo once");
        BuildCompleted built = built(event);

        send(event);
        send(withEventId(event, event.eventId() + "-again"));
        RenderCompleted marker = rendered(new RebuildId("r-" + UUID.randomUUID()), "FOO");
        built(marker);

        assertThat(topics.all().stream()
                        .filter(record -> record.topic().equals("build-completed"))
                        .filter(record -> text(record).contains(built.eventId())))
                .hasSize(1);
        assertThat(attempts(event)).hasSize(1);
    }

    private static RenderCompleted withEventId(RenderCompleted event, String eventId) {
        return RenderCompletedBuilder.builder()
                .eventId(eventId)
                .occurredAt(event.occurredAt())
                .rebuildId(event.rebuildId())
                .candidate(event.candidate())
                .dockerfile(event.dockerfile())
                .context(event.context())
                .tests(event.tests())
                .build();
    }

    @Test
    void whatIsNoEventGoesToTheDeadLettersAndStopsNothing() {
        String garbage = "garbage " + UUID.randomUUID();
        topics.send(Topic.RENDER_COMPLETED, image.toString(), garbage);
        RenderCompleted event = rendered("FOO");

        assertThat(built(event).failure().kind()).isEqualTo("dockerfile-invalid");
        ConsumerRecord<String, byte[]> dead = topics.first(record ->
                record.topic().equals("render-completed.dlq") && text(record).equals(garbage));
        assertThat(new String(dead.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8))
                .contains("not JSON");
    }

    @Test
    void onlyADockerfileThatAsksForTheClientConfigurationGetsIt() {
        String from = "FROM " + Surroundings.staging("upstream/debian:bookworm");
        String dockerfile = from + " AS fetch\n" + Renderings.label(image)
                + "COPY .imprimatur/npmrc /npmrc\nRUN cat /npmrc\n" + from + "\n" + Renderings.label(image);
        RenderCompleted event = Renderings.ofDockerfile(rebuild, image, dockerfile);
        asked.add(event);
        BuildCompleted asking = built(event);

        assertThat(asking.failure()).isNull();
        given().get("/api/logs/" + asking.log().id())
                .then()
                .body(containsString("\n" + StagingGate.NPMRC + "//npm.example/:_authToken=***\n"));

        BuildCompleted other = built(rendered(
                new RebuildId("r-" + UUID.randomUUID()),
                "COPY . /context\nRUN ls -A /context && ! ls -d /context/.i*"));
        assertThat(other.failure()).isNull();
    }

    @Test
    void theEngineIsClearedOnceTheImageIsPublishedOrRejected() throws Exception {
        RenderCompleted published = rendered("RUN echo published");
        RenderCompleted rejected = rendered(new RebuildId("r-" + UUID.randomUUID()), "RUN echo rejected");
        BuildCompleted first = built(published);
        BuildCompleted second = built(rejected);
        assertThat(engine.image(staging.tag(published).toString())).isPresent();
        assertThat(engine.image(staging.tag(rejected).toString())).isPresent();

        send(TestSignatures.sign(Ends.publication(first)));
        send(TestSignatures.sign(Ends.rejection(second)));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> engine.image(first.imageId().value()).isEmpty()
                        && engine.image(second.imageId().value()).isEmpty());
        assertThat(registries.head(first.staged())).as("staging keeps it").isPresent();
    }

    @Test
    void aCancelStopsTheBuildOnTheEngineAndLeavesNothing() {
        RenderCompleted event = rendered("RUN echo begun && sleep 300");
        send(event);
        await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n"));
        assertThat(onEngine(image).containers()).isEqualTo(1);

        cancel(event.rebuildId());
        BuildCompleted built = result(event);

        assertThat(built.failure().kind()).isEqualTo("cancelled");
        assertThat(built.failure().message()).isEqualTo("the rebuild was cancelled: for the test (me)");
        assertThat(built.attempts()).hasSize(1);
        assertThat(log(event)).endsWith("<== the rebuild was cancelled: for the test (me)\n");
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        onEngine(image).containers() == 0 && onEngine(image).images() == 0);
        given().get("/api/builds?rebuild=" + rebuild).then().body("state", contains("cancelled"));
    }

    @Test
    void whatIsCancelledBeforeItBeganIsNotTried() {
        RenderCompleted event = rendered("RUN echo never");
        cancel(event.rebuildId());
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cancelled.find(event.rebuildId()).isPresent());

        BuildCompleted built = built(event);

        assertThat(built.failure().kind()).isEqualTo("cancelled");
        assertThat(built.attempts()).isEmpty();
    }

    @Test
    void buildsAreShownInPagesAndWithoutReadingTheirEvents() {
        RenderCompleted event = rendered("FOO");
        built(event);
        QuarkusTransaction.requiringNew()
                .run(() -> Build.getEntityManager()
                        .createNativeQuery("update build set event = '{\"candidate\":{\"buildId\":\"" + "0".repeat(64)
                                + "\"}}' where id = ?1")
                        .setParameter(1, Build.of(event).id)
                        .executeUpdate());

        given().get("/api/builds?rebuild=" + rebuild)
                .then()
                .statusCode(200)
                .body("buildId", contains(event.candidate().buildId().value()));
        given().get("/api/builds?size=1").then().body("", hasSize(1));
        given().get("/api/builds?page=1&rebuild=" + rebuild).then().body("", hasSize(0));
        given().get("/api/builds?size=201").then().statusCode(400).body(startsWith("query parameter 'size'"));
        given().get("/api/builds?page=-1").then().statusCode(400).body(startsWith("query parameter 'page'"));

        QuarkusTransaction.requiringNew()
                .run(() -> Build.getEntityManager()
                        .createNativeQuery("update build set build_identity = null where id = ?1")
                        .setParameter(1, Build.of(event).id)
                        .executeUpdate());
        given().get("/api/builds?rebuild=" + rebuild).then().body("buildId", contains("0".repeat(64)));
    }

    @Test
    void itIsReadyAndSaysWhatIsUnknown() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'keys' }.data.keySet()",
                        hasItems("imprimatur.trust.keys", "imprimatur.publications.keys"));
        given().get("/api/logs/nothing").then().statusCode(404).body(containsString("keeps no log 'nothing'"));
        given().get("/api/builds?rebuild=a%20b").then().statusCode(400).body(startsWith("query parameter 'rebuild'"));
    }
}

package dev.imprimatur.builder.build;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.github.dockerjava.api.DockerClient;
import dev.imprimatur.builder.fixture.Contexts;
import dev.imprimatur.builder.fixture.PackageMirror;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.builder.stage.Staged;
import dev.imprimatur.builder.stage.Staging;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.Archive;
import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.fixture.EngineClient;
import dev.imprimatur.fixture.Labelled;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.LogArtifact;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.RegistryClient;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The whole service on real Kafka, PostgreSQL, engine and registry. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(PackageMirror.class)
class BuilderServiceTest {
    private static final DockerClient ENGINE = EngineClient.connect();

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @TestHTTPResource("/api/logs/")
    URI logs;

    @Inject
    WorkQueue queue;

    @Inject
    BuildWork work;

    @Inject
    Staging staging;

    @Inject
    CancelledRebuilds cancelled;

    @Inject
    RegistryClient registries;

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
    private final ImageKey image =
            new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
    private final List<RenderCompleted> asked = new ArrayList<>();
    private Topics topics;

    @BeforeEach
    void follow() {
        topics = new Topics(kafka, "build-completed", "render-completed.dlq");
    }

    @AfterEach
    void close() {
        System.clearProperty(StagingGate.CLOSED);
        System.clearProperty(StagingGate.FULL);
        System.clearProperty(PackageMirror.AWAY);
        topics.close();
        asked.forEach(event -> engine.untag(staging.tag(event)));
        engine.prune("dev.imprimatur.image", image.toString());
        engine.close();
    }

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
                new BuildOrder(
                        Renderings.of(rebuild, image, "RUN echo another > /step")
                                .dockerfile(),
                        new byte[1024],
                        null,
                        null,
                        null,
                        null,
                        false,
                        Duration.ofMinutes(1),
                        null),
                Output.none());
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

    private List<Attempt> attempts(RenderCompleted event) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Build build = Build.findById(Build.of(event).id);
            return build == null ? List.of() : build.history().told();
        });
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

        leaveAnOpenAttempt(event, earlier.imageId());
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

    /** An image of this Dockerfile under the tag of this build in staging, and no longer on the engine. */
    private Staged stage(RenderCompleted event, String dockerfile) {
        Digest imageId = engine.build(
                new BuildOrder(
                        dockerfile, event.context().tar(), null, null, null, null, true, Duration.ofMinutes(1), null),
                Output.none());
        ImageReference tag = staging.tag(event);
        engine.tag(imageId.value(), tag);
        Staged earlier = staging.send(imageId, tag, List.of(), Output.none(), new Cancellation());
        engine.remove(imageId.value());
        return earlier;
    }

    private void leaveAnOpenAttempt(RenderCompleted event) {
        leaveAnOpenAttempt(event, null);
    }

    private void leaveAnOpenAttempt(RenderCompleted event, Digest built) {
        QuarkusTransaction.requiringNew().run(() -> {
            Build build = Build.of(event);
            build.builtId = built == null ? null : built.value();
            build.persist();
            build.open("another").persist();
            queue.add(work, build.id, Priority.MANUAL);
        });
    }

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

    private static boolean waiting(RenderCompleted event) {
        return given().get("/api/builds?rebuild=" + event.rebuildId())
                .jsonPath()
                .getList("state")
                .equals(List.of("waiting"));
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

        send(PublishCompletedBuilder.builder()
                .eventId(UUID.randomUUID().toString())
                .occurredAt(Instant.now())
                .rebuildId(published.rebuildId())
                .candidate(published.candidate())
                .digest(first.staged().digest())
                .tags(List.of(new PublishedTag(first.staged(), null)))
                .reason("test")
                .revision(1)
                .build());
        send(TestCompletedBuilder.builder()
                .eventId(UUID.randomUUID().toString())
                .occurredAt(Instant.now())
                .rebuildId(rejected.rebuildId())
                .candidate(rejected.candidate())
                .staged(second.staged())
                .verdict(Verdict.REJECTED)
                .failure(FailureReport.of("test-failed", false, "for the test"))
                .build());

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

    private void cancel(RebuildId id) {
        send(new RebuildCancelRequested(UUID.randomUUID().toString(), Instant.now(), id, null, "for the test", "me"));
    }

    private static String log(RenderCompleted event) {
        return given().get("/api/logs/" + Build.of(event).id).asString();
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
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/api/logs/nothing").then().statusCode(404).body(containsString("keeps no log 'nothing'"));
        given().get("/api/builds?rebuild=a%20b").then().statusCode(400).body(startsWith("query parameter 'rebuild'"));
    }

    private RenderCompleted rendered(String lines) {
        return rendered(rebuild, lines);
    }

    private RenderCompleted rendered(RebuildId rebuildId, String lines) {
        RenderCompleted event = Renderings.of(rebuildId, image, lines);
        asked.add(event);
        return event;
    }

    @Test
    void aLargeContextComesFromStaging() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random().nextBytes(content);
        Archive context = Contexts.stored(registries, content);
        RenderCompleted event = Contexts.with(
                context,
                rendered("COPY data /data\nRUN test \"$(sha256sum < /data)\" = \""
                        + Digest.of(content).hex() + "  -\""));

        asked.add(event);
        BuildCompleted built = built(event);

        assertThat(built.failure()).isNull();
    }

    @Test
    void aLargeContextThatIsGoneFailsTheImageAfterAnotherTry() throws IOException {
        Archive context = Contexts.stored(registries, new byte[400_000]);
        Archive gone =
                context.at(new RepositoryReference(context.stored().reference().registry(), new Repository("none"))
                        .at(context.digest()));

        BuildCompleted built = built(Contexts.with(gone, rendered("RUN true")));

        assertThat(built.attempts()).hasSize(2);
        assertThat(built.failure().kind()).isEqualTo("context-invalid");
        assertThat(built.failure().message()).contains("are not there any more; rebuild the image");
    }

    @Test
    void aLargeContextThatIsAnotherFailsTheImageAtOnce() throws IOException {
        Archive context = Contexts.stored(registries, new byte[400_000]);
        Archive another = Archive.larger(Digest.of(new byte[1]), context.size())
                .at(context.stored().reference());

        BuildCompleted built = built(Contexts.with(another, rendered("RUN true")));

        assertThat(built.attempts()).hasSize(1);
        assertThat(built.failure().retryable()).isFalse();
        assertThat(built.failure().message()).contains("are not those that were stored");
    }

    private BuildCompleted built(RenderCompleted event) {
        send(event);
        return result(event);
    }

    private void send(Event event) {
        topics.send(event);
    }

    private BuildCompleted result(RenderCompleted event) {
        return topics.result(event);
    }

    private static String text(ConsumerRecord<String, byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    private static Labelled onEngine(ImageKey image) {
        return new Labelled(ENGINE, image.toString());
    }
}

package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.Cause;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RebuildRequestedBuilder;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class RebuildTest extends Pipeline {
    @Inject
    EntityManager database;

    private static final FailureReport FAILURE =
            new FailureReport("command-failed", false, "RUN false ended with exit code 1", "false", 1, "the output");

    @Test
    void basesAreRenderedFirstAndChildrenOnTheExactDigest() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        assertThat(ground.dockerfile()).startsWith("FROM " + config.upstream() + "/debian@sha256:");
        assertThat(ground.candidate().reason()).isEqualTo("because");
        assertThat(ground.planned()).isEqualTo(4);
        assertThat(ground.template().file()).isEqualTo("ground/Dockerfile");
        assertThat(ground.template().lines())
                .hasSameSizeAs(ground.dockerfile().lines().toList());
        rendered("alone/3.0.0/bookworm");
        assertThat(renderedImages()).containsExactlyInAnyOrder("ground/1.0.0/bookworm", "alone/3.0.0/bookworm");

        publish(ground);

        RenderCompleted child = rendered("app/1.0.15/bookworm");
        assertThat(child.dockerfile()).startsWith("FROM localhost:5000/ground@" + BUILT + "\n");
        assertThat(child.candidate().aliases()).extracting(Object::toString).containsExactly("app:1");
        assertThat(rendered("app/1.0.9/bookworm").candidate().aliases()).isEmpty();
        publish(child);
        publish(rendered("app/1.0.9/bookworm"));
        publish(rendered("alone/3.0.0/bookworm"));

        RebuildCompleted completed = completed();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(completed.published()).hasSize(4);
        assertThat(completed.holes()).isEmpty();
    }

    private ValidatableResponse images(String query) {
        return given().get("/api/rebuilds/" + rebuild + "/images" + query).then();
    }

    @Test
    void childrenOfABaseThatDidNotChangeStandOnTheDigestThatItHad() {
        request("rebuild-selected", "ground,app/1.0.15/*");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        Digest before = Digest.of("what was published before".getBytes(StandardCharsets.UTF_8));
        send(unchanged(ground, before));

        RenderCompleted app = rendered("app/1.0.15/bookworm");
        assertThat(app.candidate().bases()).extracting(ImageReference::digest).containsExactly(before);
        assertThat(app.candidate().causes()).extracting(Cause::kind).containsAnyOf("never-built", "base-changed");
        publish(app);
        RebuildCompleted completed = completed();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(completed.published())
                .extracting(each -> each.image().toString())
                .containsExactly("app/1.0.15/bookworm");
        assertThat(completed.unchanged())
                .extracting(each -> each.image() + " " + each.digest())
                .containsExactly("ground/1.0.0/bookworm " + before);
        assertThat(completed.holes()).isEmpty();
    }

    private PublishCompleted unchanged(RenderCompleted rendered, Digest stays) {
        PublishCompleted published = published(rendered.candidate(), stays, null);
        return PublishCompletedBuilder.builder()
                .eventId(published.eventId())
                .occurredAt(published.occurredAt())
                .rebuildId(published.rebuildId())
                .candidate(published.candidate())
                .digest(stays)
                .tags(published.tags())
                .reason(published.reason())
                .revision(1)
                .unchanged(true)
                .build();
    }

    @Test
    void aFailureStopsOnlyWhatIsBuiltOnIt() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        kafka.send(TestSignatures.sign(BuildCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(ground.candidate())
                .failure(FAILURE)
                .build()));
        publish(rendered("alone/3.0.0/bookworm"));

        RebuildCompleted completed = completed();

        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.FAILED);
        assertThat(completed.published())
                .extracting(each -> each.image().toString())
                .containsExactly("alone/3.0.0/bookworm");
        assertThat(completed.failed())
                .extracting(each ->
                        each.image() + " " + each.stage() + " " + each.failure().kind())
                .containsExactly(
                        "ground/1.0.0/bookworm build command-failed",
                        "app/1.0.9/bookworm base base-failed",
                        "app/1.0.15/bookworm base base-failed");
        assertThat(completed.failed().getFirst().failure().output()).isEqualTo("the output");
        images("?limit=3")
                .statusCode(200)
                .body("image", equalTo(List.of("alone/3.0.0/bookworm", "app/1.0.15/bookworm", "app/1.0.9/bookworm")))
                .body("state", equalTo(List.of("published", "failed", "failed")))
                .body("[0].digest", equalTo(BUILT.value()))
                .body("[0].tags", hasItem("localhost:5000/alone:3.0.0"))
                .body("[1].stage", equalTo("base"))
                .body("[1].failure.kind", equalTo("base-failed"));
        images("?limit=3&after=app/1.0.9/bookworm")
                .statusCode(200)
                .body("image", equalTo(List.of("ground/1.0.0/bookworm")))
                .body("[0].failure.output", equalTo("the output"));
        images("?limit=0").statusCode(400);
        given().get("/api/rebuilds/never-heard-of/images").then().statusCode(404);
        assertThat(completed.holes())
                .extracting(Object::toString)
                .containsExactly("ground:1.0.0", "ground:1", "app:1.0.9", "app:1.0.15", "app:1");
    }

    @Test
    void aRejectionAndARefusalAreReported() {
        request("rebuild-selected", "alone,ground");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        kafka.send(TestSignatures.sign(TestCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(alone.candidate())
                .staged(ImageReference.of(
                        PRODUCTION, alone.candidate().pinned().getFirst().repository(), BUILT))
                .verdict(Verdict.REJECTED)
                .failure(FAILURE)
                .build()));
        send(PublishCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(rendered("ground/1.0.0/bookworm").candidate())
                .digest(BUILT)
                .reason("because")
                .failure(FailureReport.of("not-approved", false, "no"))
                .build());

        assertThat(completed().failed())
                .extracting(each -> each.image() + " " + each.stage())
                .containsExactly("ground/1.0.0/bookworm publish", "alone/3.0.0/bookworm test");
    }

    @Test
    void afterARollbackChildrenStandOnWhatTheBaseWentBackTo() {
        request("rebuild-selected", "ground");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        publish(ground);
        completed();
        Digest earlier = Digest.of("an earlier image".getBytes(StandardCharsets.UTF_8));
        send(published(
                ground.candidate(),
                earlier,
                new PublishCompleted.Rollback(
                        new RebuildId("rollback-1"),
                        BUILT,
                        "bad",
                        "ann",
                        ground.candidate().place() + 1)));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> QuarkusTransaction.requiringNew()
                        .call(() -> PublishedImage.reference(ground.candidate().image()))
                        .map(ImageReference::digest)
                        .equals(Optional.of(earlier)));
        next();

        request("rebuild-selected", "app/1.0.15/*");

        RenderCompleted child = rendered("app/1.0.15/bookworm");
        assertThat(child.dockerfile()).startsWith("FROM localhost:5000/ground@" + earlier);
        publish(child);
        assertThat(completed().published()).hasSize(1);
    }

    /** It would wait for the day that a rebuild may take. */
    @Test
    void noWorkIsLeftOfARebuildThatEnded() {
        request("rebuild-selected", "alone");
        publish(rendered("alone/3.0.0/bookworm"));
        completed();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(work()).isEmpty());
    }

    private List<?> work() {
        return QuarkusTransaction.requiringNew()
                .call(() -> database.createNativeQuery(
                                "select task_name from scheduled_tasks where task_instance like ?1")
                        .setParameter(1, rebuild + "%")
                        .getResultList());
    }

    @Test
    void aNarrowRebuildStandsOnThePublishedBase() {
        request("rebuild-selected", "ground");
        publish(rendered("ground/1.0.0/bookworm"));
        completed();
        next();

        request("rebuild-selected", "app/1.0.15/*");

        assertThat(rendered("app/1.0.15/bookworm").dockerfile()).startsWith("FROM localhost:5000/ground@" + BUILT);
        publish(rendered("app/1.0.15/bookworm"));
        assertThat(completed().published()).hasSize(1);
    }

    @Test
    void anImageThatHasAnAliasStillKeepsItUntilTheOneThatIsToGetItIsPublished() {
        request("rebuild-selected", "ground,app/1.0.9/*");
        publish(rendered("ground/1.0.0/bookworm"));
        Candidate older = rendered("app/1.0.9/bookworm").candidate();
        kafka.send(TestSignatures.sign(
                published(older.tagged(older.pinned(), List.of(dev.imprimatur.oci.Tag.parse("app:1"))), BUILT, null)));
        completed();

        next();
        request("rebuild-selected", "app");
        assertThat(rendered("app/1.0.9/bookworm").candidate().aliases()).isEmpty();
        assertThat(rendered("app/1.0.9/bookworm").candidate().keeps())
                .extracting(Object::toString)
                .containsExactly("app:1");
        assertThat(rendered("app/1.0.15/bookworm").candidate().keeps()).isNull();
        publish(rendered("app/1.0.15/bookworm"));
        publish(rendered("app/1.0.9/bookworm"));
        assertThat(completed().holes()).isEmpty();

        next();
        request("rebuild-selected", "app/1.0.9/*");
        assertThat(rendered("app/1.0.9/bookworm").candidate().keeps()).isNull();
        publish(rendered("app/1.0.9/bookworm"));
        completed();
    }

    @Test
    void theSameRequestAgainHasNoSecondEffect() {
        RebuildRequested request = request("rebuild-selected", "alone");
        kafka.send(request);
        publish(rendered("alone/3.0.0/bookworm"));
        kafka.send(request);
        completed();
        RebuildRequested next = RebuildRequestedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(new RebuildId("r-" + UUID.randomUUID()))
                .type("rebuild-selected")
                .select("nothing")
                .reason("b")
                .priority(Priority.MANUAL)
                .build();
        kafka.send(next);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> kafka.events(RebuildCompleted.class).stream()
                        .anyMatch(event -> event.rebuildId().equals(next.rebuildId())));

        assertThat(renderedImages()).hasSize(1);
        assertThat(kafka.events(RebuildCompleted.class).stream()
                        .filter(event -> event.rebuildId().equals(rebuild)))
                .hasSize(1);
    }

    @Test
    void aSelectionOfNothingAndABrokenCatalogueEndTheRebuildWithTheReason() throws Exception {
        request("rebuild-selected", "nothing/1.*/bookworm");
        assertThat(completed().failure().message())
                .contains("no image of the catalogue matches 'nothing/1.*/bookworm'", "rebuild --all --dry-run lists");

        next();
        Path file = config.catalog().resolve("alone/family.yaml");
        String right = Files.readString(file);
        try {
            Files.writeString(file, right + "alias: [x]\n");
            request("rebuild-all", null);
            assertThat(completed().failure().message()).contains("alone/family.yaml:8: 'alias' is unknown here");
        } finally {
            Files.writeString(file, right);
        }
    }

    @Test
    void garbageGoesToTheDeadLettersWithTheReasonAndTheNextMessageIsHandled() {
        kafka.send(Topic.REBUILD_REQUESTED, "same", "garbage".getBytes(StandardCharsets.UTF_8));
        kafka.send(
                Topic.REBUILD_REQUESTED,
                "same",
                "{\"type\":\"rebuild-selected\",\"select\":\"no\",\"rebuildId\":\"%s\"}"
                        .formatted(rebuild)
                        .getBytes(StandardCharsets.UTF_8));

        completed();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(kafka.records("rebuild-requested.dlq"))
                        .anySatisfy(record -> {
                            assertThat(record.value())
                                    .asString(StandardCharsets.UTF_8)
                                    .isEqualTo("garbage");
                            assertThat(header(record, "dead-letter-reason")).contains("not JSON");
                        }));
    }

    @Test
    void aBaseThatIsNotMirroredIsNamedWithWhatToDo() throws Exception {
        Path file = config.catalog().resolve("alone/family.yaml");
        String right = Files.readString(file);
        try {
            Files.writeString(file, right.replace("debian:{variant}", "debian:{variant}-backports"));
            request("rebuild-selected", "alone");
            assertThat(completed().failed().getFirst().failure().message())
                    .contains("its base debian:bookworm-backports is not mirrored as " + config.upstream());
        } finally {
            Files.writeString(file, right);
        }
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}

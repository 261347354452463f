package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasItems;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.PublishedTag;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.renderer.rebuild.PublishedImage;
import dev.imprimatur.renderer.rebuild.RebuildImage;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A sender without a key writes what builders, testers and publishers write. What is genuine comes after it, under the
 * same id.
 */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
class ForgedResultsTest extends Pipeline {
    private static final Digest EVIL = Digest.of("evil".getBytes(StandardCharsets.UTF_8));
    private static final Registry ATTACKER = Registry.parse("attacker.example");
    private static final FailureReport FORGED = FailureReport.of("forged", false, "forged");
    private static final SigningKey STRANGER = SigningKey.generate();

    @Test
    void itIsReadyWithAKeyOfEachWhoseWordItTakes() {
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'keys' }.data.keySet()",
                        hasItems("imprimatur.builds.keys", "imprimatur.trust.keys", "imprimatur.publications.keys"));
    }

    @Test
    void noBaseIsNamedByWhatNoPublisherSigned() {
        request("rebuild-selected", "ground,app/1.0.15/*");
        Candidate ground = rendered("ground/1.0.0/bookworm").candidate();
        PublishCompleted genuine = TestSignatures.sign(published(ground, BUILT, null));
        PublishCompleted forged = evil(genuine, null);

        kafka.send(forged);
        kafka.send(EventStatement.sign(forged, STRANGER));
        kafka.send(forged.signed(genuine.envelope()));
        kafka.send(EventStatement.sign(forged, TestSignatures.tester()));
        kafka.send(genuine);

        RenderCompleted child = rendered("app/1.0.15/bookworm");
        assertThat(child.dockerfile()).startsWith("FROM localhost:5000/ground@" + BUILT + "\n");
        assertThat(deadLetters(Topic.PUBLISH_COMPLETED, genuine.eventId())).isEqualTo(4);
        publish(child);
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void noForgedRollbackNamesABase() {
        Candidate ground = publishGround();
        PublishCompleted forged = evil(
                published(ground, BUILT, null),
                new PublishCompleted.Rollback(new RebuildId("x"), BUILT, "forged", null, ground.place() + 1_000_000));

        kafka.send(forged);

        await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters(Topic.PUBLISH_COMPLETED, forged.eventId()) == 1);
        assertThat(base(ground)).contains(BUILT);
    }

    @Test
    void whatWasSignedOnceAndIsSentAgainNamesNoBase() {
        Candidate first = publishGround();
        PublishCompleted old = TestSignatures.sign(published(first, BUILT, null));
        next();
        Digest newer = Digest.of("newer".getBytes(StandardCharsets.UTF_8));
        request("rebuild-selected", "ground");
        Candidate second = rendered("ground/1.0.0/bookworm").candidate();
        kafka.send(TestSignatures.sign(published(second, newer, null)));
        completed();
        PublishCompleted back = published(first, BUILT, null);
        PublishCompleted oldRollback = TestSignatures.sign(with(
                back,
                back.digest(),
                new PublishCompleted.Rollback(new RebuildId("y"), EVIL, null, null, first.place())));

        sendFrom("/elsewhere", old);
        sendFrom("/elsewhere", oldRollback);
        passed(second);

        assertThat(base(second)).contains(newer);
    }

    @Test
    void noUnsignedFailureOrRejectionFailsAnything() {
        request("rebuild-selected", "ground,alone");
        Candidate ground = rendered("ground/1.0.0/bookworm").candidate();
        Candidate alone = rendered("alone/3.0.0/bookworm").candidate();
        TestCompleted rejection = verdict(ground, Verdict.REJECTED);
        PublishCompleted genuine = TestSignatures.sign(published(ground, BUILT, null));

        kafka.send(rejection);
        kafka.send(TestSignatures.sign(rejection, STRANGER));
        kafka.send(rejection.signed(
                TestSignatures.sign(verdict(alone, Verdict.REJECTED)).envelope()));
        kafka.send(failed(genuine));
        kafka.send(failed(genuine).signed(genuine.envelope()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> deadLetters(Topic.TEST_COMPLETED, rejection.eventId()) == 3
                        && deadLetters(Topic.PUBLISH_COMPLETED, genuine.eventId()) == 2);
        kafka.send(genuine);
        kafka.send(TestSignatures.sign(published(alone, BUILT, null)));

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void noForgedApprovalHidesAGenuineRejection() {
        request("rebuild-selected", "alone");
        Candidate alone = rendered("alone/3.0.0/bookworm").candidate();
        TestCompleted rejection = verdict(alone, Verdict.REJECTED);
        TestCompleted approval = TestCompletedBuilder.builder()
                .eventId(rejection.eventId())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(alone)
                .staged(rejection.staged())
                .verdict(Verdict.APPROVED)
                .results(List.of(new TestResult("ok", TestResult.Outcome.PASSED, 1, null)))
                .build();

        kafka.send(approval);
        kafka.send(TestSignatures.sign(rejection));

        assertThat(completed().failed())
                .extracting(each -> each.image() + " " + each.stage())
                .containsExactly("alone/3.0.0/bookworm test");
    }

    @Test
    void noForgedBuildFailureFailsAnythingOrEndsARebuild() {
        request("rebuild-selected", "alone");
        Candidate alone = rendered("alone/3.0.0/bookworm").candidate();
        BuildCompleted failed = failedBuild(alone);
        BuildCompleted success = builtUnder(failed.eventId(), alone);
        RebuildId rebuildOfThis = rebuild;
        next();
        BuildCompleted ofAnotherRebuild = TestSignatures.sign(failedBuild(alone));
        rebuild = rebuildOfThis;

        kafka.send(failed);
        kafka.send(EventStatement.sign(failed, STRANGER));
        kafka.send(EventStatement.sign(failed, TestSignatures.publisher()));
        kafka.send(failed.signed(TestSignatures.sign(success).envelope()));
        kafka.send(failed.signed(ofAnotherRebuild.envelope()));
        kafka.send(TestSignatures.sign(success));
        await().atMost(Duration.ofSeconds(30)).until(() -> deadLetters(Topic.BUILD_COMPLETED, failed.eventId()) == 5);
        kafka.send(TestSignatures.sign(published(alone, BUILT, null)));

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
    }

    @Test
    void noForgedSuccessHidesAGenuineFailureOfABuild() {
        request("rebuild-selected", "alone");
        Candidate alone = rendered("alone/3.0.0/bookworm").candidate();
        BuildCompleted failed = TestSignatures.sign(failedBuild(alone));

        kafka.send(builtUnder(failed.eventId(), alone));
        kafka.send(failed);

        assertThat(completed().failed())
                .extracting(each -> each.image() + " " + each.stage())
                .containsExactly("alone/3.0.0/bookworm build");
    }

    @Test
    void whatAFailedBuildStoppedGoesOnOnceItIsPublishedAllTheSame() {
        request("rebuild-all", null);
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        RenderCompleted alone = rendered("alone/3.0.0/bookworm");
        kafka.send(TestSignatures.sign(failedBuild(ground.candidate())));
        await().atMost(Duration.ofSeconds(30)).until(() -> state(ground).equals("FAILED"));

        publish(ground);

        publish(rendered("app/1.0.9/bookworm"));
        publish(rendered("app/1.0.15/bookworm"));
        publish(alone);
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(completed().published()).hasSize(4);
    }

    private BuildCompleted failedBuild(Candidate candidate) {
        return BuildCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate)
                .failure(FORGED)
                .build();
    }

    private BuildCompleted builtUnder(String eventId, Candidate candidate) {
        return BuildCompletedBuilder.builder()
                .eventId(eventId)
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate)
                .imageId(BUILT)
                .staged(ImageReference.of(
                        PRODUCTION, candidate.pinned().getFirst().repository(), BUILT))
                .build();
    }

    private Candidate publishGround() {
        request("rebuild-selected", "ground");
        RenderCompleted ground = rendered("ground/1.0.0/bookworm");
        publish(ground);
        completed();
        return ground.candidate();
    }

    private PublishCompleted evil(PublishCompleted genuine, PublishCompleted.Rollback rollback) {
        PublishCompleted evil = with(genuine, EVIL, rollback);
        return PublishCompletedBuilder.builder()
                .eventId(evil.eventId())
                .occurredAt(evil.occurredAt())
                .rebuildId(evil.rebuildId())
                .candidate(evil.candidate())
                .digest(EVIL)
                .tags(evil.candidate().tags().stream()
                        .map(tag -> new PublishedTag(tag.in(ATTACKER), null))
                        .toList())
                .reason(evil.reason())
                .revision(1)
                .rollback(rollback)
                .build();
    }

    private static PublishCompleted with(PublishCompleted event, Digest digest, PublishCompleted.Rollback rollback) {
        return PublishCompletedBuilder.builder()
                .eventId(event.eventId())
                .occurredAt(event.occurredAt())
                .rebuildId(event.rebuildId())
                .candidate(event.candidate())
                .digest(digest)
                .tags(event.tags())
                .reason(event.reason())
                .revision(1)
                .rollback(rollback)
                .build();
    }

    private static PublishCompleted failed(PublishCompleted event) {
        return PublishCompletedBuilder.builder()
                .eventId(event.eventId())
                .occurredAt(event.occurredAt())
                .rebuildId(event.rebuildId())
                .candidate(event.candidate())
                .digest(event.digest())
                .reason(event.reason())
                .failure(FORGED)
                .build();
    }

    private TestCompleted verdict(Candidate candidate, Verdict verdict) {
        return TestCompletedBuilder.builder()
                .eventId(id())
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate)
                .staged(ImageReference.of(
                        PRODUCTION, candidate.pinned().getFirst().repository(), BUILT))
                .verdict(verdict)
                .failure(FORGED)
                .build();
    }

    /** Once the renderer has passed all that was sent of this image until now. */
    private void passed(Candidate image) {
        PublishCompleted unsigned = published(image, EVIL, null);
        kafka.send(unsigned);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> deadLetters(Topic.PUBLISH_COMPLETED, unsigned.eventId()) == 1);
    }

    private long deadLetters(Topic topic, String id) {
        return kafka.records(topic.deadLetters()).stream()
                .filter(letter -> new String(letter.value(), StandardCharsets.UTF_8).contains("\"" + id + "\""))
                .count();
    }

    private static Optional<Digest> base(Candidate image) {
        return QuarkusTransaction.requiringNew()
                .call(() -> PublishedImage.reference(image.image()).map(ImageReference::digest));
    }

    private String state(RenderCompleted image) {
        return QuarkusTransaction.requiringNew()
                .call(() -> RebuildImage.of(rebuild, image.candidate().image())
                        .orElseThrow()
                        .state()
                        .name());
    }
}

package dev.imprimatur.builder.keep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.builder.BuildKey;
import dev.imprimatur.builder.fixture.Ends;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.BuildId;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.PublishCompletedBuilder;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestCompletedBuilder;
import dev.imprimatur.events.Topic;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A sender without a key writes how builds end. What is genuine comes after it, under the same id. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class ForgedEndsTest {
    private static final SigningKey STRANGER = SigningKey.generate();
    private static final Digest OTHER = Digest.of("other".getBytes(StandardCharsets.UTF_8));
    private static final FailureReport FORGED = FailureReport.of("forged", false, "forged");
    private static final Path TESTERS = Path.of("target/test-keys/testers");
    private static final Path PUBLISHERS = Path.of("target/test-keys/publishers");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    KeptImages kept;

    @Inject
    EntityManager database;

    @Inject
    KeptLetters letters;

    @Inject
    DeadLetterDesk desk;

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    private final ImageKey image =
            new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
    private final SigningKey rotated = SigningKey.generate();
    private final Path key = TESTERS.resolve(rotated.publicKey().id() + ".pub");
    private final Path retired = TESTERS.resolve("retired").resolve(key.getFileName());
    private Topics topics;

    @BeforeEach
    void follow() {
        topics = new Topics(kafka, "build-completed");
    }

    @AfterEach
    void close() throws Exception {
        Files.deleteIfExists(key);
        Files.deleteIfExists(retired);
        topics.close();
        engine.prune("dev.imprimatur.image", image.toString());
        engine.close();
    }

    @Test
    void aVerdictThatNoTesterSignedEndsNothingAndTheGenuineOneDoes() {
        BuildCompleted built = built();
        BuildCompleted other = built();
        TestCompleted rejection = Ends.rejection(built);
        TestCompleted ofOther = TestSignatures.sign(Ends.rejection(other));
        assertThat(onEngine(built)).isTrue();

        topics.send(rejection);
        topics.send(TestSignatures.sign(rejection, STRANGER));
        topics.send(TestSignatures.sign(rejection, TestSignatures.publisher()));
        topics.send(rejection.signed(ofOther.envelope()));
        topics.send(rejection.signed(TestSignatures.sign(Ends.approval(built)).envelope()));
        topics.awaitRefused(Topic.TEST_COMPLETED, rejection.eventId(), 5);
        send(
                Topic.TEST_COMPLETED,
                json(ofOther).put("rebuildId", built.rebuildId().value()));
        send(
                Topic.TEST_COMPLETED,
                json(ofOther)
                        .put("rebuildId", built.rebuildId().value())
                        .put("staged", built.staged().toString()));
        topics.awaitRefused(Topic.TEST_COMPLETED, ofOther.eventId(), 2);

        assertInHand(built);
        assertInHand(other);

        assertGenuineEndsRelease(built, TestSignatures.sign(rejection), other, ofOther);
    }

    @Test
    void aPublicationThatNoPublisherSignedEndsNothingAndTheGenuineOneDoes() {
        BuildCompleted built = built();
        BuildCompleted other = built();
        PublishCompleted publication = Ends.publication(built);
        PublishCompleted ofOther = TestSignatures.sign(Ends.publication(other));
        PublishCompleted superseded = Ends.failedPublication(built, FailureReport.superseded("forged"));

        topics.send(publication);
        topics.send(EventStatement.sign(publication, STRANGER));
        topics.send(EventStatement.sign(publication, TestSignatures.tester()));
        topics.send(publication.signed(ofOther.envelope()));
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, publication.eventId(), 4);
        topics.send(superseded);
        topics.send(EventStatement.sign(superseded, STRANGER));
        topics.send(superseded.signed(TestSignatures.sign(publication).envelope()));
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, superseded.eventId(), 3);
        topics.send(Ends.failedPublication(other, FORGED));
        send(
                Topic.PUBLISH_COMPLETED,
                json(ofOther).put("rebuildId", built.rebuildId().value()));
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, ofOther.eventId(), 1);

        assertInHand(built);
        assertInHand(other);

        assertGenuineEndsRelease(built, TestSignatures.sign(publication), other, ofOther);
    }

    private void assertGenuineEndsRelease(BuildCompleted built, Event its, BuildCompleted other, Event ofOther) {
        topics.send(its);
        awaitReleased(built);
        await().atMost(Duration.ofSeconds(20)).until(() -> !onEngine(built));
        assertInHand(other);
        topics.send(ofOther);
        awaitReleased(other);
    }

    @Test
    void noForgedApprovalHidesAGenuineRejection() {
        BuildCompleted built = built();
        TestCompleted rejection = Ends.rejection(built);
        TestCompleted approval = TestCompletedBuilder.builder(Ends.approval(built))
                .eventId(rejection.eventId())
                .build();

        topics.send(approval);
        topics.awaitRefused(Topic.TEST_COMPLETED, rejection.eventId(), 1);
        topics.send(TestSignatures.sign(rejection));

        awaitReleased(built);
    }

    @Test
    void aSupersededOneEndsAndSoDoesOneThatIsUnchanged() {
        BuildCompleted superseded = built();
        BuildCompleted unchanged = built();

        topics.send(TestSignatures.sign(
                Ends.failedPublication(superseded, FailureReport.superseded("by another rebuild"))));
        topics.send(TestSignatures.sign(PublishCompletedBuilder.builder(Ends.publication(unchanged))
                .digest(OTHER)
                .unchanged(true)
                .build()));

        awaitReleased(superseded);
        awaitReleased(unchanged);
    }

    /** Testers and publishers may know another build by this rebuild and image than this builder does. */
    @Test
    void whatIsSignedOfSomethingElseThanWasBuiltEndsNothing() {
        BuildCompleted built = built();
        ImageReference otherDigest =
                ImageReference.of(built.staged().registry(), built.staged().repository(), OTHER);
        BuildCompleted anotherBuild = BuildCompletedBuilder.builder(built)
                .candidate(CandidateBuilder.builder(built.candidate())
                        .buildId(new BuildId("0".repeat(64)))
                        .build())
                .build();

        topics.send(TestSignatures.sign(Ends.rejection(
                BuildCompletedBuilder.builder(built).staged(otherDigest).build())));
        topics.send(TestSignatures.sign(Ends.rejection(anotherBuild)));
        passedVerdictsOf(built);
        topics.send(TestSignatures.sign(PublishCompletedBuilder.builder(Ends.publication(built))
                .digest(OTHER)
                .build()));
        topics.send(TestSignatures.sign(Ends.publication(anotherBuild)));
        PublishCompleted marker = Ends.publication(built);
        topics.send(marker);
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, marker.eventId(), 1);

        assertInHand(built);
    }

    @Test
    void aGenuineOneThatComesAgainOrLateChangesNothing() {
        BuildCompleted built = built();
        TestCompleted rejection = TestSignatures.sign(Ends.rejection(built));
        topics.send(rejection);
        Instant released = awaitReleased(built);

        topics.send(rejection);
        ObjectNode fromElsewhere = EventJson.MAPPER.createObjectNode();
        fromElsewhere.put("specversion", "1.0").put("source", "/elsewhere").put("id", rejection.eventId());
        fromElsewhere.set("data", json(rejection));
        send(Topic.TEST_COMPLETED, fromElsewhere);
        passedVerdictsOf(built);
        PublishCompleted late = Ends.failedPublication(built, FORGED);
        topics.send(TestSignatures.sign(late));
        PublishCompleted marker = Ends.publication(built);
        topics.send(marker);
        topics.awaitRefused(Topic.PUBLISH_COMPLETED, marker.eventId(), 1);

        assertThat(releasedAt(built)).isEqualTo(released);
    }

    @Test
    void aKeyCountsFromWhenItIsThereUntilItIsRetiredRevokedOrDistrusted() throws Exception {
        BuildCompleted first = built();
        TestCompleted early = TestSignatures.sign(Ends.rejection(first), rotated);
        topics.send(early);
        topics.awaitRefused(Topic.TEST_COMPLETED, early.eventId(), 1);
        assertInHand(first);

        Files.writeString(key, rotated.publicKey().pem());
        topics.send(early);
        awaitReleased(first);

        BuildCompleted second = built();
        TestCompleted afterwards = TestSignatures.sign(Ends.rejection(second), rotated);
        Files.createDirectories(retired.getParent());
        Files.move(key, retired);
        topics.send(afterwards);
        topics.awaitRefused(Topic.TEST_COMPLETED, afterwards.eventId(), 1);
        Files.writeString(
                retired,
                "Received-Before: " + Instant.now().minusSeconds(60) + "\n"
                        + rotated.publicKey().pem());
        topics.send(afterwards);
        topics.awaitRefused(Topic.TEST_COMPLETED, afterwards.eventId(), 2);
        Files.delete(retired);
        topics.send(afterwards);
        topics.awaitRefused(Topic.TEST_COMPLETED, afterwards.eventId(), 3);
        assertInHand(second);

        Files.writeString(
                retired,
                "Received-Before: " + Instant.now().plusSeconds(3600) + "\n"
                        + rotated.publicKey().pem());
        topics.send(afterwards);
        awaitReleased(second);
    }

    /** A builder that was at none reads late what came long before. */
    @Test
    void ofAPublishersKeyThatIsDistrustedSinceSomeTimeWhatCameBeforeEndsWhatWasBuiltAndNothingLaterDoes()
            throws Exception {
        Path stolen = PUBLISHERS.resolve(rotated.publicKey().id() + ".pub");
        try {
            BuildCompleted first = built();
            PublishCompleted early = EventStatement.sign(Ends.publication(first), rotated);
            topics.send(early);
            topics.awaitRefused(Topic.PUBLISH_COMPLETED, early.eventId(), 1);
            Instant since = Instant.now().plusMillis(1);
            await().until(() -> Instant.now().isAfter(since));
            Files.writeString(
                    stolen,
                    "Received-Before: " + since + "\n" + rotated.publicKey().pem());
            BuildCompleted second = built();
            PublishCompleted late = EventStatement.sign(Ends.publication(second), rotated);
            topics.send(late);
            topics.awaitRefused(Topic.PUBLISH_COMPLETED, late.eventId(), 1);

            assertThat(redriven(early).message()).isEqualTo("redriven");
            assertThat(redriven(late).message()).contains("distrusted since " + since);

            awaitReleased(first);
            assertInHand(second);
        } finally {
            Files.deleteIfExists(stolen);
        }
    }

    private BuildCompleted built() {
        var rendered = Renderings.of(
                new RebuildId("r-" + UUID.randomUUID()), image, "RUN echo " + UUID.randomUUID() + " > /which");
        topics.send(rendered);
        BuildCompleted built = topics.result(rendered);
        assertThat(built.failure()).isNull();
        return built;
    }

    /** What was refused is read once more, as it came then. */
    private Outcome redriven(PublishCompleted event) {
        Letter letter = await().atMost(Duration.ofSeconds(30))
                .until(
                        () -> letters
                                .list(new LetterQuery(
                                        Topic.PUBLISH_COMPLETED.topic(), LetterState.WAITING, null, LetterQuery.MOST))
                                .stream()
                                .filter(each -> letters.whole(each.id())
                                        .orElseThrow()
                                        .value()
                                        .contains("\"" + event.eventId() + "\""))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
        return desk.decide(Act.REDRIVE, new Decision(List.of(letter.id()), "its key", "ann"))
                .getFirst();
    }

    /** Sends a verdict on it that is put aside, and waits for that: all of its image before it is handled. */
    private void passedVerdictsOf(BuildCompleted built) {
        TestCompleted marker = Ends.rejection(built);
        topics.send(marker);
        topics.awaitRefused(Topic.TEST_COMPLETED, marker.eventId(), 1);
    }

    private void assertInHand(BuildCompleted built) {
        assertThat(releasedAt(built)).isNull();
        assertThat(kept.on(engine.version().id()))
                .filteredOn(each -> each.reference().endsWith(built.rebuildId().value()))
                .singleElement()
                .satisfies(each -> assertThat(each.need()).isEqualTo(Kept.Need.IN_HAND));
        assertThat(onEngine(built)).isTrue();
    }

    private boolean onEngine(BuildCompleted built) {
        return engine.image(built.imageId().value()).isPresent();
    }

    private Instant awaitReleased(BuildCompleted built) {
        return await().atMost(Duration.ofSeconds(30)).until(() -> releasedAt(built), at -> at != null);
    }

    private Instant releasedAt(BuildCompleted built) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Instant) database.createNativeQuery(
                                "select released_at from build where id = ?1", Instant.class)
                        .setParameter(
                                1,
                                BuildKey.of(built.rebuildId(), built.candidate().image())
                                        .value())
                        .getSingleResultOrNull());
    }

    private void send(Topic topic, ObjectNode json) {
        topics.send(topic, image.toString(), json.toString());
    }

    private static ObjectNode json(Event event) {
        return EventJson.MAPPER.valueToTree(event);
    }
}

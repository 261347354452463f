package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.tester.fixture.StagedImages;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
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

/**
 * A sender without a builder's key names images and tests of its own for a genuine candidate, under the genuine event's
 * id.
 */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class ForgedBuildsTest {
    private static final Path BUILDERS = Path.of("target/test-keys/builders");
    private static final List<ImageTest> TESTS = List.of(test("name", "RUN grep genuine /name"));

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafkaServers;

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    private final StagedImages images = new StagedImages(engine);
    private final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
    private StagedImages.Image genuine;
    private StagedImages.Image strangers;
    private Kafka kafka;

    @BeforeEach
    void stageBoth() {
        kafka = new Kafka(kafkaServers);
        genuine = images.stage("genuine");
        strangers = images.stage("strangers");
    }

    @AfterEach
    void forgetBoth() {
        System.clearProperty(EngineGate.CLOSED);
        kafka.close();
        images.forget(genuine);
        images.forget(strangers);
        engine.close();
    }

    @Test
    void anotherDigestOrOtherTestsBeforeAndAfterTheGenuineBuildAreNotTested() {
        BuildCompleted signed = TestSignatures.sign(built(rebuild, genuine, TESTS));
        List<BuildCompleted> forged = forged(signed);

        forged.forEach(kafka::send);
        kafka.send(signed);
        forged.forEach(kafka::send);

        TestCompleted verdict = verdict();
        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.staged()).isEqualTo(genuine.staged());
        assertThat(verdict.results()).extracting(TestResult::name).containsExactly("name");
        // What came after the genuine one, and has its id, is a duplicate that differs.
        awaitDeadLetters(signed.eventId(), forged.size());
        given().queryParam("rebuild", rebuild.value()).get("/api/tests").then().body("$", hasSize(1));
    }

    private List<BuildCompleted> forged(BuildCompleted signed) {
        BuildCompleted otherDigest = built(rebuild, strangers, List.of(test("always", "RUN true")));
        BuildCompleted otherTests = built(rebuild, genuine, List.of());
        RebuildId earlier = new RebuildId("r-" + UUID.randomUUID());
        return List.of(
                otherDigest,
                otherDigest.signed(signed.envelope()),
                otherTests.signed(signed.envelope()),
                EventStatement.sign(otherDigest, SigningKey.generate()),
                EventStatement.sign(otherDigest, TestSignatures.tester()),
                // What a builder signed of another rebuild.
                otherDigest.signed(
                        TestSignatures.sign(built(earlier, strangers, TESTS)).envelope()));
    }

    @Test
    void aRetiredKeyTellsNothingNewAndARevokedOneNothingAtAll() throws IOException {
        SigningKey old = SigningKey.generate();
        Path file = Files.createDirectories(BUILDERS.resolve("retired")).resolve("old.pub");
        Files.writeString(file, old.publicKey().pem());
        BuildCompleted event = EventStatement.sign(built(rebuild, strangers, TESTS), old);

        kafka.send(event);
        awaitDeadLetters(event.eventId(), 1);
        Files.delete(file);
        kafka.send(event);
        awaitDeadLetters(event.eventId(), 2);

        kafka.send(TestSignatures.sign(built(rebuild, genuine, TESTS)));
        assertThat(verdict().staged()).isEqualTo(genuine.staged());
    }

    @Test
    void aKeyThatIsRevokedWhileItsBuildsAreQueuedHasNoneOfThemTestedAndARetiredOneHas() throws IOException {
        SigningKey stolen = SigningKey.generate();
        SigningKey old = SigningKey.generate();
        Files.createDirectories(BUILDERS.resolve("retired"));
        Files.writeString(BUILDERS.resolve("stolen.pub"), stolen.publicKey().pem());
        Files.writeString(BUILDERS.resolve("queued.pub"), old.publicKey().pem());
        EngineGate.close();
        RebuildId retired = new RebuildId("r-" + UUID.randomUUID());
        kafka.send(EventStatement.sign(built(rebuild, strangers, TESTS), stolen));
        kafka.send(EventStatement.sign(built(retired, genuine, TESTS), old));
        awaitQueued(rebuild);
        awaitQueued(retired);

        Files.delete(BUILDERS.resolve("stolen.pub"));
        Files.move(BUILDERS.resolve("queued.pub"), BUILDERS.resolve("retired/queued.pub"));
        System.clearProperty(EngineGate.CLOSED);

        TestCompleted refused = verdict(rebuild);
        assertThat(refused.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(refused.failure().kind()).isEqualTo("signer-unknown");
        assertThat(refused.attempts()).isEmpty();
        assertThat(refused.results()).extracting(TestResult::outcome).containsOnly(TestResult.Outcome.NOT_RUN);
        assertThat(verdict(retired).verdict()).isEqualTo(Verdict.APPROVED);
        Files.delete(BUILDERS.resolve("retired/queued.pub"));
    }

    @Test
    void whatIsQueuedWithAKeyThatIsDistrustedSinceSomeTimeIsTestedIfItCameBefore() throws IOException {
        SigningKey stolen = SigningKey.generate();
        Path file = BUILDERS.resolve("distrusted.pub");
        Files.writeString(file, stolen.publicKey().pem());
        EngineGate.close();
        RebuildId later = new RebuildId("r-" + UUID.randomUUID());
        kafka.send(EventStatement.sign(built(rebuild, genuine, TESTS), stolen));
        awaitQueued(rebuild);
        Instant since = Instant.now().plusMillis(1);
        await().until(() -> Instant.now().isAfter(since));
        kafka.send(EventStatement.sign(built(later, strangers, TESTS), stolen));
        awaitQueued(later);

        Files.writeString(
                file, "Received-Before: " + since + "\n" + stolen.publicKey().pem());
        System.clearProperty(EngineGate.CLOSED);

        assertThat(verdict(later).failure().kind()).isEqualTo("key-distrusted");
        assertThat(verdict(rebuild).verdict()).isEqualTo(Verdict.APPROVED);
        Files.delete(file);
    }

    private static void awaitQueued(RebuildId of) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().queryParam("rebuild", of.value())
                        .get("/api/tests")
                        .then()
                        .body("state", contains("waiting")));
    }

    private BuildCompleted built(RebuildId of, StagedImages.Image image, List<ImageTest> tests) {
        return BuildCompletedBuilder.builder()
                .eventId("built-" + of)
                .occurredAt(Instant.parse("2026-11-24T03:00:25Z"))
                .rebuildId(of)
                .candidate(EventFixtures.event(BuildCompleted.class).candidate())
                .imageId(image.imageId())
                .staged(image.staged())
                .tests(tests)
                .build();
    }

    private TestCompleted verdict() {
        return verdict(rebuild);
    }

    private TestCompleted verdict(RebuildId of) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> kafka.events(TestCompleted.class).stream()
                                .filter(tested -> tested.rebuildId().equals(of))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    private void awaitDeadLetters(String id, int count) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(kafka.records(Topic.BUILD_COMPLETED.deadLetters()).stream()
                                .filter(letter ->
                                        new String(letter.value(), StandardCharsets.UTF_8).contains("\"" + id + "\"")))
                        .hasSize(count));
    }
}

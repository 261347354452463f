package dev.imprimatur.tester.run;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.ImageTest;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.cancel.CancelledRebuilds;
import dev.imprimatur.messaging.proof.TestSignatures;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.work.WorkQueue;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.fixture.EngineContents;
import dev.imprimatur.tester.fixture.StagedImages;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An image of a test's own in staging, with what is said of it. */
abstract class TesterFixture {
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafkaServers;

    @Inject
    WorkQueue queue;

    @Inject
    TestWork work;

    @Inject
    EntityManager entities;

    @Inject
    CancelledRebuilds cancelled;

    final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));

    final EngineContents contents = new EngineContents();

    final StagedImages images = new StagedImages(engine);

    final RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());

    StagedImages.Image image;

    Kafka kafka;

    @BeforeEach
    void stageAnImage() {
        kafka = new Kafka(kafkaServers);
        image = images.stage("image");
    }

    @AfterEach
    void nothingIsLeft() {
        System.clearProperty(EngineGate.CLOSED);
        kafka.close();
        images.forget(image);
        engine.close();
        assertThat(contents.ofTests()).isEmpty();
    }

    void send(BuildCompleted event) {
        kafka.send(TestSignatures.sign(event));
    }

    TestCompleted verdictOn(List<ImageTest> tests) {
        send(built(tests));
        return verdict();
    }

    TestCompleted verdict() {
        return verdict(rebuild);
    }

    TestCompleted verdict(RebuildId of) {
        return await().atMost(Duration.ofSeconds(60))
                .until(
                        () -> kafka.events(TestCompleted.class).stream()
                                .filter(tested -> tested.rebuildId().equals(of))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    BuildCompleted built(List<ImageTest> tests) {
        return built(image.staged(), tests);
    }

    BuildCompleted built(ImageReference staged, List<ImageTest> tests) {
        return BuildCompletedBuilder.builder()
                .eventId("built-" + rebuild)
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate())
                .imageId(image.imageId())
                .staged(staged)
                .tests(tests)
                .build();
    }

    static Candidate candidate() {
        return EventFixtures.event(BuildCompleted.class).candidate();
    }

    String log() {
        String id = TestRunId.of(rebuild, candidate().image()).value();
        return given().get("/api/logs/{id}", id).then().extract().asString();
    }

    long count(String query) {
        return QuarkusTransaction.requiringNew()
                .call(() -> ((Number) entities.createNativeQuery(query).getSingleResult()).longValue());
    }
}

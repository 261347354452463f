package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RenderCompletedBuilder;
import dev.imprimatur.messaging.order.Order;
import dev.imprimatur.messaging.proof.EventStatement;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A renderer's key is revoked, or retired, while what it signed waits for staging. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
class RevokedRenderingsTest {
    private static final Path RENDERERS = Path.of("target/test-keys/renderers");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafkaServers;

    private final SigningKey key = SigningKey.generate();
    private final Path file = RENDERERS.resolve(key.publicKey().id() + ".pub");
    private final Path retired = RENDERERS.resolve("retired").resolve(file.getFileName());
    private Kafka kafka;

    @BeforeEach
    void trustTheRenderer() throws IOException {
        kafka = new Kafka(kafkaServers);
        Files.createDirectories(retired.getParent());
        Files.writeString(file, key.publicKey().pem());
    }

    @AfterEach
    void distrustIt() throws IOException {
        System.clearProperty(StagingGate.CLOSED);
        kafka.close();
        Files.deleteIfExists(file);
        Files.deleteIfExists(retired);
    }

    @Test
    void whatIsQueuedWithAKeyThatIsRevokedMeanwhileIsNotBuilt() throws IOException {
        RenderCompleted queued = queued("RUN true");

        Files.delete(file);
        System.clearProperty(StagingGate.CLOSED);

        BuildCompleted refused = result(queued);
        assertThat(refused.failure().kind()).isEqualTo("order-refused");
        assertThat(refused.failure().message()).contains("not trusted");
        assertThat(refused.attempts()).isEmpty();
    }

    @Test
    void whatIsQueuedWithAKeyThatIsRetiredMeanwhileIsBuilt() throws IOException {
        RenderCompleted queued = queued("RUN exit 9");

        Files.move(file, retired);
        System.clearProperty(StagingGate.CLOSED);

        assertThat(result(queued).failure().kind()).as("its attempt began").isEqualTo("command-failed");
    }

    /** Something that a renderer signed, and that waits. */
    private RenderCompleted queued(String lines) {
        System.setProperty(StagingGate.CLOSED, "true");
        await().atMost(Duration.ofSeconds(30))
                .until(() -> given().get("/q/metrics").asString().contains("imprimatur_places_sick 1.0"));
        RebuildId rebuild = new RebuildId("r-" + UUID.randomUUID());
        ImageKey image = new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
        RenderCompleted rendered = Renderings.of(rebuild, image, lines);
        RenderCompleted signed = EventStatement.sign(
                RenderCompletedBuilder.builder()
                        .eventId(rendered.eventId())
                        .occurredAt(rendered.occurredAt())
                        .rebuildId(rebuild)
                        .candidate(Order.sign(rendered.candidate().placed(12, 11), rebuild, key))
                        .dockerfile(rendered.dockerfile())
                        .context(rendered.context())
                        .tests(rendered.tests())
                        .build(),
                key);
        kafka.send(signed);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        given().get("/api/builds?rebuild=" + rebuild).then().body("state", contains("waiting")));
        return signed;
    }

    private BuildCompleted result(RenderCompleted of) {
        return await().atMost(Duration.ofSeconds(90))
                .until(
                        () -> kafka.events(BuildCompleted.class).stream()
                                .filter(built -> built.rebuildId().equals(of.rebuildId()))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }
}

package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;

import dev.imprimatur.builder.fixture.Renderings;
import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.builder.fixture.Topics;
import dev.imprimatur.builder.stage.Staging;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images are built by BuildKit where it can be, on an engine from which no limit is wanted. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@TestProfile(BuilderChoiceTest.Auto.class)
class BuilderChoiceTest {
    /** Without the limits that an engine of the tests may not hold. */
    public static class Auto implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "imprimatur.builder.builder", "auto",
                    "imprimatur.engine.limits.processes", "0",
                    "imprimatur.engine.limits.disk", "0");
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String kafka;

    @Inject
    Staging staging;

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
    private final ImageKey image =
            new ImageKey("t" + UUID.randomUUID().toString().substring(0, 8), "1.2.3", "bookworm");
    private Topics topics;

    @BeforeEach
    void follow() {
        topics = new Topics(kafka, "build-completed");
    }

    @AfterEach
    void close() {
        topics.close();
        engine.prune("dev.imprimatur.image", image.toString());
        engine.close();
    }

    private BuildCompleted built(RenderCompleted event) {
        topics.send(event);
        BuildCompleted built = topics.result(event);
        engine.untag(staging.tag(event));
        return built;
    }

    @Test
    void whatBuildKitCanBuildItBuildsAndItIsStaged() {
        BuildCompleted built = built(Renderings.of(
                new RebuildId("r-" + UUID.randomUUID()),
                image,
                "COPY hello.js /\nRUN --mount=type=cache,target=/c cp /hello.js /c && cat /c/hello.js"));

        assertThat(built.failure()).isNull();
        assertThat(built.staged()).isNotNull();
        given().get("/api/logs/" + built.log().id())
                .then()
                .body(containsString("\nconsole.log('hello')\n"))
                .body(not(containsString("by the classic builder")));
    }

    /** A base without a registry in its name is one that BuildKit would fetch elsewhere. */
    @Test
    void norABaseThatItWouldFetchElsewhere() {
        String base = engine.image(
                        Surroundings.staging("upstream/debian:bookworm").toString())
                .orElseThrow()
                .id()
                .hex();
        BuildCompleted built = built(Renderings.ofDockerfile(
                new RebuildId("r-" + UUID.randomUUID()),
                image,
                "FROM " + base + "\n" + Renderings.label(image) + "RUN echo ran\n"));

        assertThat(built.failure()).isNull();
        given().get("/api/logs/" + built.log().id())
                .then()
                .body(containsString("==> by the classic builder, since BuildKit does not build it: an image is named"
                        + " without its registry"))
                .body(containsString("\nran\n"));
    }

    @Test
    void whatItCannotTheClassicBuilderBuildsAndTheLogSaysWhy() {
        BuildCompleted built = built(Renderings.ofDockerfile(
                new RebuildId("r-" + UUID.randomUUID()),
                image,
                "# syntax=example.com/frontend:2\nFROM " + Surroundings.staging("upstream/debian:bookworm") + "\n"
                        + Renderings.label(image) + "RUN echo ran\n"));

        assertThat(built.failure()).isNull();
        given().get("/api/logs/" + built.log().id())
                .then()
                .body(containsString("==> by the classic builder, since BuildKit does not build it: line 1 of the"
                        + " Dockerfile has a frontend of its own"))
                .body(containsString("\nran\n"));
    }
}

package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.places.Places;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An engine that does not bound what BuildKit runs gets no work of a builder that builds by it alone. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@TestProfile(BuildKitPlaceTest.Alone.class)
class BuildKitPlaceTest {
    /** With a limit that no engine of the tests holds. */
    public static class Alone implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "imprimatur.builder.builder", "buildkit",
                    "imprimatur.engine.limits.memory", "1g");
        }
    }

    @Inject
    Places places;

    @Test
    void itIsNotReadyAndSaysWhatToDo() {
        given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .body(allOf(
                        containsString("imprimatur.engine.limits.memory"),
                        containsString("BUILDKIT_BOUNDS"),
                        containsString("imprimatur.builder.builder to classic")));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        places.sick().stream().anyMatch(sick -> sick.place().startsWith("BuildKit of ")));
    }
}

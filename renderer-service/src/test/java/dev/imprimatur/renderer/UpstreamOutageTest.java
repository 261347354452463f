package dev.imprimatur.renderer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A registry of images from outside that is away for longer than all attempts at a rendering take, which are two in
 * some three seconds.
 */
@Tag("registry")
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "renderer"))
@QuarkusTestResource(TestCatalog.class)
@QuarkusTestResource(RegistryGate.class)
class UpstreamOutageTest extends Pipeline {
    static final Duration LONGER_THAN_ALL_ATTEMPTS = Duration.ofSeconds(8);
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String IMAGE = "alone/3.0.0/bookworm";

    @BeforeEach
    void closeTheGate() {
        System.setProperty(RegistryGate.CLOSED, "true");
    }

    @AfterEach
    void openTheGate() {
        System.clearProperty(RegistryGate.CLOSED);
    }

    @Test
    void itCostsTimeAndNoAttempts() {
        request("rebuild-selected", "alone");

        awaitWaits();
        await().during(LONGER_THAN_ALL_ATTEMPTS)
                .atMost(LONG)
                .untilAsserted(() -> told().body("[0].state", equalTo("waiting")));
        given().get("/q/metrics").then().body(containsString("imprimatur_places_sick 1.0"));
        openTheGate();

        publish(rendered(IMAGE));
        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        told().body("[0].waitingFor", nullValue());
    }

    @Test
    void whatStandsOnWhatWasPublishedGoesOn() {
        openTheGate();
        // Tags of families that other tests of this application had may vanish.
        request("rebuild-all", null, Allowance.VANISH);
        publishAll("ground/1.0.0/bookworm", IMAGE, "app/1.0.9/bookworm", "app/1.0.15/bookworm");
        next();
        closeTheGate();
        request("rebuild-selected", "alone");
        awaitWaits();

        next();
        request("rebuild-selected", "app");

        publishAll("app/1.0.9/bookworm", "app/1.0.15/bookworm");
    }

    @Test
    void whatIsCancelledMeanwhileEndsAtOnce() {
        request("rebuild-selected", "alone");
        awaitWaits();

        kafka.send(new RebuildCancelRequested(id(), Instant.now(), rebuild, null, "not now", "a test"));

        assertThat(completed().outcome()).isEqualTo(RebuildCompleted.Outcome.CANCELLED);
    }

    private void awaitWaits() {
        String host = config.upstream().substring(0, config.upstream().indexOf('/'));
        await().atMost(LONG).untilAsserted(() -> told().body("[0].waitingFor", equalTo("registry " + host)));
    }

    private ValidatableResponse told() {
        return given().get("/api/rebuilds/" + rebuild + "/images").then();
    }
}

package dev.imprimatur.builder.imagebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.builder.fixture.StagingGate;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The engine goes away in the middle of builds and stays away: builds wait for it, and no attempts are lost. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "builder"))
@WithTestResource(StagingGate.class)
@WithTestResource(EngineGate.class)
@TestProfile(AwayEngineTest.LooksOften.class)
class AwayEngineTest extends BuilderFixture {
    /** Of a look at the engine the client tries each connection a few times, so this is many looks. */
    private static final int MANY_CONNECTIONS = 100;

    /** So often that an engine is away for many looks within seconds. */
    public static class LooksOften implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.places.check-interval", "100ms");
        }
    }

    @AfterEach
    void open() {
        System.clearProperty(EngineGate.CLOSED);
    }

    @Test
    void anEngineThatGoesAwayInTheMiddleAndStaysAwayCostsTimeAndNoAttempts() {
        List<RenderCompleted> begun = Stream.of("first", "second")
                .map(name -> variant(name, "RUN echo begun && sleep 2"))
                .toList();
        List<RenderCompleted> later = Stream.of("third", "fourth", "fifth")
                .map(name -> variant(name, "RUN echo later"))
                .toList();
        begun.forEach(this::send);
        begun.forEach(event ->
                await().atMost(Duration.ofSeconds(60)).until(() -> log(event).contains("\nbegun\n")));
        later.forEach(this::send);

        EngineGate.close();
        awaitAllWaiting();
        int refused = EngineGate.refused();
        await().atMost(Duration.ofSeconds(60)).until(() -> EngineGate.refused() > refused + MANY_CONNECTIONS);
        given().get("/q/health/ready").then().body("checks.find { it.name == 'engine' }.data.reason", notNullValue());
        awaitAllWaiting();
        assertThat(begun).allSatisfy(event -> assertThat(attempts(event)).hasSize(1));
        assertThat(later).allSatisfy(event -> assertThat(attempts(event)).isEmpty());
        assertThat(topics.all()).isEmpty();

        System.clearProperty(EngineGate.CLOSED);

        await().atMost(Duration.ofSeconds(150))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("state", everyItem(equalTo("built")))
                        .body("waitingFor", everyItem(nullValue())));
        assertThat(begun).allSatisfy(event -> {
            BuildCompleted built = result(event);
            assertThat(built.failure()).isNull();
            assertThat(built.attempts()).hasSize(2);
            assertThat(built.attempts().getFirst().failure().kind()).isEqualTo("engine-unreachable");
        });
        assertThat(later).allSatisfy(event -> {
            BuildCompleted built = result(event);
            assertThat(built.failure()).isNull();
            assertThat(built.attempts()).hasSize(1);
        });
        assertThat(countedFailures()).isZero();
    }

    private void awaitAllWaiting() {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/api/builds?rebuild=" + rebuild)
                        .then()
                        .body("", hasSize(asked.size()))
                        .body("state", everyItem(equalTo("waiting")))
                        .body("waitingFor", everyItem(startsWith("engine of "))));
    }

    private long countedFailures() {
        return QuarkusTransaction.requiringNew()
                .call(() -> BuildAttempt.count("build.rebuildId = ?1 and failure is not null and not free", rebuild));
    }
}

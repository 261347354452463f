package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.CandidateBuilder;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.work.WaitingChains;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** In which order images are tested that wait for the same tester, which works on two at once. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class LongestChainFirstTest extends TesterFixture {
    @AfterEach
    void resume() {
        queue.resume();
    }

    @Test
    void whatALongChainIsBuiltFromIsTestedBeforeWhatCameEarlier() {
        WaitingChains<BuildCompleted> chains = WaitingChains.of(this::built);
        queue.pause();
        chains.all().forEach(this::send);
        chains.all()
                .forEach(event -> await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> given().get("/api/tests?rebuild=" + event.rebuildId())
                                .then()
                                .body("state", contains("waiting"))));

        queue.resume();

        chains.assertOrder(
                event -> verdict(event.rebuildId()).attempts().getFirst().startedAt());
        assertThat(verdict(chains.longest().rebuildId()).behindSeconds())
                .as("publishers learn it")
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(verdict(chains.urgent().getFirst().rebuildId()).behindSeconds())
                .isNull();
    }

    private BuildCompleted built(String name, Priority priority, Integer behind) {
        return BuildCompletedBuilder.builder(built(List.of(test(name, "RUN true"))))
                .eventId("built-" + name + "-" + rebuild)
                .rebuildId(new RebuildId(name + "-" + UUID.randomUUID()))
                .candidate(
                        CandidateBuilder.builder(candidate()).priority(priority).build())
                .behindSeconds(behind)
                .build();
    }
}

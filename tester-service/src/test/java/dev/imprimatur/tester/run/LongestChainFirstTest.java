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
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** However long a chain is, what is more urgent goes before it. */
    @Test
    void whatALongChainIsBuiltFromIsTestedBeforeWhatCameEarlier() {
        List<BuildCompleted> others = IntStream.range(0, 4)
                .mapToObj(i -> built("short-" + i, Priority.MANUAL, 0))
                .toList();
        BuildCompleted longer = built("longer", Priority.MANUAL, 55);
        BuildCompleted longest = built("longest", Priority.MANUAL, Integer.MAX_VALUE);
        List<BuildCompleted> urgent = IntStream.range(0, 2)
                .mapToObj(i -> built("urgent-" + i, Priority.SECURITY, null))
                .toList();
        List<BuildCompleted> all = Stream.of(others, List.of(longer, longest), urgent)
                .flatMap(List::stream)
                .toList();
        queue.pause();
        all.forEach(this::send);
        all.forEach(event -> await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> given().get("/api/tests?rebuild=" + event.rebuildId())
                        .then()
                        .body("state", contains("waiting"))));

        queue.resume();

        List<RebuildId> begun = all.stream()
                .map(event -> verdict(event.rebuildId()))
                .sorted(Comparator.comparing(LongestChainFirstTest::began))
                .map(TestCompleted::rebuildId)
                .toList();
        assertThat(begun.subList(0, urgent.size()))
                .containsExactlyInAnyOrderElementsOf(
                        urgent.stream().map(BuildCompleted::rebuildId).toList());
        assertThat(begun.subList(urgent.size(), urgent.size() + 2))
                .containsExactly(longest.rebuildId(), longer.rebuildId());
        assertThat(verdict(longest.rebuildId()).behindSeconds())
                .as("publishers learn it")
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(verdict(urgent.getFirst().rebuildId()).behindSeconds()).isNull();
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

    private static Instant began(TestCompleted verdict) {
        return verdict.attempts().getFirst().startedAt();
    }
}

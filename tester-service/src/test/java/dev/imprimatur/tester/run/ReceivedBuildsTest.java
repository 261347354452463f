package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.hasSize;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.BuildCompletedBuilder;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which events begin a run. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class ReceivedBuildsTest extends TesterFixture {

    @Test
    void eachImageIsTestedOnceHoweverOftenItArrives() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        send(event);
        send(event);
        send(withEventId(event, event.eventId() + "-again"));
        verdict();
        RebuildId next = new RebuildId("r-" + UUID.randomUUID());
        send(BuildCompletedBuilder.builder()
                .eventId("next-" + next)
                .occurredAt(Instant.now())
                .rebuildId(next)
                .candidate(event.candidate())
                .imageId(event.imageId())
                .staged(event.staged())
                .tests(event.tests())
                .build());
        verdict(next);

        assertThat(kafka.events(TestCompleted.class))
                .filteredOn(tested -> tested.rebuildId().equals(rebuild))
                .hasSize(1);
        given().queryParam("rebuild", rebuild.value())
                .get("/api/tests")
                .then()
                .statusCode(200)
                .body("$", hasSize(1))
                .body("[0].attempts", hasSize(1));
    }

    @Test
    void aBuildThatFailedIsNotTestedAndAForgedFailureHidesNoBuild() {
        BuildCompleted failed = BuildCompletedBuilder.builder()
                .eventId("built-" + rebuild)
                .occurredAt(Instant.now())
                .rebuildId(rebuild)
                .candidate(candidate())
                .tests(List.of(test("first", "RUN true")))
                .failure(FailureReport.of("command-failed", false, "it broke"))
                .build();
        kafka.send(failed);

        // One partition keeps the order: the failure was taken before.
        TestCompleted verdict = verdictOn(List.of(test("first", "RUN true")));

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        given().queryParam("rebuild", rebuild.value()).get("/api/tests").then().body("$", hasSize(1));
    }

    @Test
    void garbageGoesToTheDeadLettersAndStopsNothing() {
        byte[] garbage = ("{\"garbage\": \"" + rebuild + "\"}").getBytes(StandardCharsets.UTF_8);
        kafka.send(Topic.BUILD_COMPLETED, candidate().image().toString(), garbage);

        TestCompleted verdict = verdictOn(List.of(test("first", "RUN true")));

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        ConsumerRecord<String, byte[]> dead = await().until(
                        () -> kafka.records(Topic.BUILD_COMPLETED.deadLetters()).stream()
                                .filter(record -> Arrays.equals(record.value(), garbage))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
        assertThat(new String(dead.headers().lastHeader("dead-letter-reason").value(), StandardCharsets.UTF_8))
                .contains("build-completed needs the fields rebuildId and candidate");
    }

    private static BuildCompleted withEventId(BuildCompleted event, String id) {
        return BuildCompletedBuilder.builder()
                .eventId(id)
                .occurredAt(event.occurredAt())
                .rebuildId(event.rebuildId())
                .candidate(event.candidate())
                .imageId(event.imageId())
                .staged(event.staged())
                .tests(event.tests())
                .build();
    }
}

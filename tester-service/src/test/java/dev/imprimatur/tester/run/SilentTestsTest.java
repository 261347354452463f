package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.tester.fixture.StagedImages;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests whose commands print nothing, on a real engine. */
@Tag("engine")
@QuarkusTest
@TestProfile(SilentTestsTest.ThreeSeconds.class)
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class SilentTestsTest extends TesterFixture {
    /** What a command may be silent where no family says otherwise. */
    public static class ThreeSeconds implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("imprimatur.tester.silence", "3s");
        }
    }

    private StagedImages.Image labelled;

    @AfterEach
    void forget() {
        if (labelled != null) {
            images.forget(labelled);
        }
    }

    @Test
    void aSilentTestIsShownStoppedAndTriedAgainWithoutAVerdict() {
        send(built(List.of(test("waits", "RUN echo begun && sleep 60", 120, false))));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> shown().body("state", contains("testing")).body("silentSince[0]", notNullValue()));
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> shown().body("[0].attempts", hasSize(greaterThan(1))));
        assertThat(kafka.events(TestCompleted.class))
                .filteredOn(tested -> tested.rebuildId().equals(rebuild))
                .as("it is no verdict")
                .isEmpty();

        TestCompleted verdict = cancel();

        FailureReport silent = verdict.attempts().getFirst().failure();
        assertThat(silent.kind()).isEqualTo("silent");
        assertThat(silent.retryable()).isTrue();
        assertThat(silent.message()).contains("printed nothing for 3 s");
        assertThat(verdict.results()).extracting(TestResult::outcome).containsExactly(Outcome.NOT_RUN);
        assertThat(log()).contains("begun\n==> silent for ");
        shown().body("silentSince[0]", nullValue());
    }

    @Test
    void aFamilyMayBeSilentForLonger() {
        label(60);
        send(built(labelled.staged(), List.of(test("quiet", "RUN sleep 7"))));

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(1);
        assertThat(log()).doesNotContain("==> silent");
    }

    @Test
    void aFamilyMayBeSilentForLess() {
        label(1);
        send(built(labelled.staged(), List.of(test("quiet", "RUN echo begun && sleep 2.5"))));

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        shown().body("[0].attempts[0].failure.message", containsString("printed nothing for 1 s")));
        cancel();
    }

    private ValidatableResponse shown() {
        return given().get("/api/tests?rebuild=" + rebuild).then();
    }

    private void label(int seconds) {
        labelled = images.stage(
                "labelled",
                "FROM " + Surroundings.staging("upstream/debian:bookworm") + "\nLABEL dev.imprimatur.silence=\""
                        + seconds + "\"\nRUN echo " + System.nanoTime() + " > /built\n");
    }

    private TestCompleted cancel() {
        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "for the test", null));
        TestCompleted verdict = verdict();
        assertThat(verdict.failure().kind()).isEqualTo("cancelled");
        return verdict;
    }
}

package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.restassured.path.json.JsonPath;
import org.junit.jupiter.api.Test;

/** Each test has an image of its own. */
@ConsoleTest
class FlakesTest {

    @Test
    void aBuildThatPassedAtALaterTryIsAFlake() {
        send("flaky-1", Topic.BUILD_COMPLETED, Wire.fixture(BuildCompleted.class, "flaky-1"), "retried");

        JsonPath report = report();
        assertThat(report.getInt("byImage.find { it.image == 'retried/22.23.3/bookworm' }.flakes"))
                .isEqualTo(1);
        assertThat(report.getInt(
                        "byImage.find { it.image == 'retried/22.23.3/bookworm' }.kinds.'registry-unreachable'"))
                .isEqualTo(1);
        assertThat(report.getInt("byKind.find { it.stage == 'build' && it.kind == 'registry-unreachable' }.flakes"))
                .isPositive();
    }

    @Test
    void aBuildThatPassesInALaterRebuildWithoutAChangeIsAFlakeToo() {
        String failed = failed("flaky-2");
        send("flaky-2", Topic.BUILD_COMPLETED, failed, "later");
        assertThat(report().getList("byImage.image")).doesNotContain("later/22.23.3/bookworm");

        send("flaky-3", Topic.BUILD_COMPLETED, Wire.fixture(BuildCompleted.class, "flaky-3"), "later");

        assertThat(report().getInt("byImage.find { it.image == 'later/22.23.3/bookworm' }.kinds.'command-failed'"))
                .isEqualTo(1);
    }

    @Test
    void aBuildThatPassesAfterAChangeIsNone() {
        send("flaky-4", Topic.BUILD_COMPLETED, failed("flaky-4"), "changed");
        send(
                "flaky-5",
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "flaky-5").replace("\"buildId\": \"1ee0", "\"buildId\": \"0000"),
                "changed");

        assertThat(report().getMap("byImage.find { it.image == 'changed/22.23.3/bookworm' }.kinds"))
                .containsOnlyKeys("registry-unreachable");
    }

    @Test
    void aServiceThatDiedIsNoFlakeOfTheImage() {
        send(
                "flaky-6",
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "flaky-6").replace("\"registry-unreachable\"", "\"interrupted\""),
                "killed");

        assertThat(report().getList("byImage.image")).doesNotContain("killed/22.23.3/bookworm");
    }

    @Test
    void aTestThatPassedAtALaterTryIsAFlake() {
        String tested = Wire.fixture(TestCompleted.class, "flaky-7")
                .replaceFirst(
                        "(?s)\"attempts\": \\[.*?]",
                        "\"attempts\": [{\"number\": 1, \"startedAt\":"
                                + " \"2026-11-24T03:00:12Z\", \"durationMillis\": 5, \"failure\": {\"kind\": \"timeout\","
                                + " \"retryable\": true, \"message\": \"slow\"}}]");
        send("flaky-7", Topic.TEST_COMPLETED, tested, "tested");

        assertThat(report().getInt("byImage.find { it.image == 'tested/22.23.3/bookworm' }.kinds.timeout"))
                .isEqualTo(1);
    }

    @Test
    void aBuildThatPrintedANulKeepsNoOtherFailureFromBeingRecorded() {
        String printed = failed("flaky-8").replace("\"message\": \"no\"", "\"message\": \"no \\u0000 text\"");
        send("flaky-8", Topic.BUILD_COMPLETED, printed, "printing");

        // It comes late: that of the rebuild after it was first.
        send("flaky-9", Topic.BUILD_COMPLETED, failed("flaky-9").replace("T03:00", "T02:00"), "printing");

        assertThat(get("/api/rebuilds/flaky-9").jsonPath().getString("images[0].stage"))
                .isEqualTo("failed");
    }

    @Test
    void sinceIsAnInstant() {
        assertThat(get("/api/flakes?since=2026-11-24T03:00:13Z").jsonPath().getInt("flakes"))
                .isZero();
        assertThat(get("/api/flakes?since=yesterday").statusCode()).isEqualTo(400);
        assertThat(get("/api/flakes?since=yesterday").jsonPath().getString("message"))
                .startsWith("since: 'yesterday' is no instant");
    }

    private static String failed(String rebuild) {
        return Wire.fixture(BuildCompleted.class, rebuild)
                .replaceFirst("\"imageId\": \"[^\"]*\",\\s*\"staged\": \"[^\"]*\",", "")
                .replaceFirst(
                        "(?s)\"attempts\": \\[.*?\\n  ]",
                        "\"attempts\": [{\"number\": 1, \"startedAt\": \"2026-11-24T03:00:12Z\", \"durationMillis\": 5,"
                                + " \"failure\": {\"kind\": \"command-failed\", \"retryable\": false, \"message\":"
                                + " \"no\"}}], \"failure\": {\"kind\": \"command-failed\", \"retryable\": false,"
                                + " \"message\": \"no\"}");
    }

    private static void send(String rebuild, Topic topic, String event, String family) {
        Wire.send(topic, event.replace("\"node/", "\"" + family + "/"));
        Wire.awaitEvents(rebuild, 1);
    }

    private static JsonPath report() {
        return get("/api/flakes?since=2026-11-24T00:00:00Z").jsonPath();
    }
}

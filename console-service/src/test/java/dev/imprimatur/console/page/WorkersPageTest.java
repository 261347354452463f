package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which builder is sick, what each is doing, and what ran where in a rebuild. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class WorkersPageTest {
    private static final String ATTEMPTS = "(?s)\"attempts\": \\[.*?\\n  \\]";

    @Test
    void whichBuilderIsSickAndWhatEachIsDoing() {
        Others.say("/api/tests", "[]");
        Others.say("/api/builds", """
                [{"id": "b-1", "rebuildId": "w-1", "image": "now/1.0.0/b", "state": "building", "lastLineAt": "%s",
                  "attempts": [{"number": 2, "startedAt": "%s", "durationMillis": 0, "worker": "sickly"}]},
                 {"id": "b-2", "rebuildId": "w-1", "image": "waits/1.0.0/b", "state": "waiting", "attempts": []}]""".formatted(
                        Instant.now().minusSeconds(90), Instant.now().minusSeconds(300)));
        built("w-1", "sickly", 3);
        built("w-2", "healthy", 0);

        get("/api/workers")
                .then()
                .statusCode(200)
                .body("workers.find { it.worker == 'sickly' }.state", equalTo("sick"))
                .body("workers.find { it.worker == 'sickly' }.passed", equalTo(1))
                .body("workers.find { it.worker == 'sickly' }.doing[0].attempt", equalTo(2))
                .body("workers.find { it.worker == 'sickly' }.lastFailure.kind", equalTo("engine-gone"))
                .body("workers.find { it.worker == 'healthy' }.state", equalTo("idle"));
        assertThat(page("/workers"))
                .containsPattern(
                        "Builders? .*\\bsickly \\(3 of its last 4 tries\\).* often fails? for transient reasons")
                .contains("now/1.0.0/b")
                .containsPattern("try 2, for 5 min \\d+ s, last line 1 min \\d+ s ago")
                .contains("/logs/b-1")
                .contains("1 of 4 passed, 3 failed for a transient reason")
                .contains("<b>engine-gone</b>, transient")
                .contains("&lt;i&gt;gone")
                .contains("./imprimatur workers")
                .doesNotContain("waits/1.0.0/b")
                .doesNotContain("<i>gone");
    }

    /** Its log says so every half minute, so that it always grew a moment ago. */
    @Test
    void aCommandThatPrintsNothingIsSilentForSoLong() {
        Others.say("/api/tests", "[]");
        Others.say("/api/builds", """
                [{"id": "b-7", "rebuildId": "w-7", "image": "quiet/1.0.0/b", "state": "building", "silentSince": "%s", "lastLineAt": "%s",
                  "attempts": [{"number": 1, "startedAt": "%s", "durationMillis": 0, "worker": "quiet-1"}]},
                 {"id": "b-8", "rebuildId": "w-7", "image": "loud/1.0.0/b", "state": "building", "silentSince": null, "lastLineAt": "%s",
                  "attempts": [{"number": 1, "startedAt": "%s", "durationMillis": 0, "worker": "loud-1"}]}]""".formatted(
                        Instant.now().minusSeconds(150),
                        Instant.now().minusSeconds(3),
                        Instant.now().minusSeconds(300),
                        Instant.now().minusSeconds(3),
                        Instant.now().minusSeconds(300)));

        get("/api/workers")
                .then()
                .statusCode(200)
                .body("workers.find { it.worker == 'quiet-1' }.state", equalTo("silent"))
                .body("workers.find { it.worker == 'quiet-1' }.doing[0].silentSince", notNullValue())
                .body("workers.find { it.worker == 'loud-1' }.state", equalTo("working"))
                .body("workers.find { it.worker == 'loud-1' }.doing[0].silentSince", nullValue());
        assertThat(page("/workers"))
                .containsPattern("quiet/1\\.0\\.0/b</a> <small>for 5 min \\d+ s, silent for 2 min \\d+ s</small>")
                .containsPattern("loud/1\\.0\\.0/b</a> <small>for 5 min \\d+ s, last line [\\d.]+ s ago</small>");
    }

    @Test
    void aServiceThatDoesNotSayWhatItIsDoingIsNamed() {
        Others.say("/api/builds", "no JSON");

        built("w-4", "unheard", 0);

        assertThat(page("/workers")).contains("What they are doing is not known: the builder");
        get("/api/workers").then().body("workers.find { it.worker == 'unheard' }.state", equalTo("unknown"));
    }

    @Test
    void aRebuildShowsWhatRanWhereAndWhen() {
        built("w-3", "lane-1", 1);
        Wire.send(
                Topic.TEST_COMPLETED,
                Wire.fixture(TestCompleted.class, "w-3")
                        .replaceFirst(ATTEMPTS, attempts("lane-2", 0, "2026-11-24T03:01:00Z")));
        Wire.awaitEvents("w-3", 2);

        assertThat(page("/rebuilds/w-3"))
                .contains("What ran where")
                .containsSubsequence("<text", "lane-1", "<rect class=\"g-fail\"", "<rect class=\"g-ok\"", "lane-2")
                .contains("engine-gone: &lt;i&gt;gone")
                .contains("As a table");
    }

    @Test
    void aTryThatGoesOnIsOnTheTimeline() {
        Others.say("/api/tests", "[]");
        Others.say("/api/builds", """
                [{"id": "b-5", "rebuildId": "w-5", "image": "going/1.0.0/b", "state": "building",
                  "attempts": [{"number": 2, "startedAt": "%s", "durationMillis": 0, "worker": "lane-5"}]},
                 {"id": "b-6", "rebuildId": "w-6", "image": "other/1.0.0/b", "state": "building",
                  "attempts": [{"number": 1, "startedAt": "%s", "durationMillis": 0, "worker": "lane-6"}]}]""".formatted(Instant.now().minusSeconds(300), Instant.now()));
        built("w-5", "lane-5", 0);

        // What builders do is asked for beside the page, and again after a few seconds.
        await().untilAsserted(() -> assertThat(page("/rebuilds/w-5"))
                .containsSubsequence("<text", "lane-5", "<rect class=\"g-ok\"", "<rect class=\"g-run\"")
                .containsPattern("going/1.0.0/b, try 2 of the build, goes on for 5 min \\d+ s")
                .contains("goes on, <a href=\"/logs/b-5\">log</a>")
                .doesNotContain("lane-6"));
    }

    private static void built(String rebuild, String worker, int failures) {
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, rebuild)
                        .replaceFirst(
                                ATTEMPTS,
                                attempts(
                                        worker,
                                        failures,
                                        Instant.now().minusSeconds(600).toString())));
        Wire.awaitEvents(rebuild, 1);
    }

    /** So many tries that failed for a transient reason, and one that passed. */
    private static String attempts(String worker, int failures, String since) {
        return IntStream.rangeClosed(0, failures)
                .mapToObj(i -> """
                        {"number": %d, "startedAt": "%s", "durationMillis": 5000, "worker": "%s"%s}""".formatted(
                                i + 1,
                                Instant.parse(since).plusSeconds(i * 10L),
                                worker,
                                i == failures
                                        ? ""
                                        : ", \"failure\": {\"kind\": \"engine-gone\", \"retryable\": true,"
                                                + " \"message\": \"<i>gone\"}"))
                .collect(Collectors.joining(", ", "\"attempts\": [", "]"));
    }
}

package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.listed;
import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class RebuildPageTest {

    @Test
    void aRebuildIsShownFromRequestToEnd() {
        Wire.tell("told", List.of(RebuildRequested.class));
        assertThat(page("/rebuilds/told"))
                .contains("“weekly rebuild” was asked for")
                .contains("./imprimatur cancel told")
                .contains("data-live=\"view=rebuild&amp;id=told\"");

        next("told", RenderCompleted.class, 2);
        assertThat(page("/rebuilds/told"))
                .contains("0 of 1 image is done")
                .contains("to be built")
                .containsPattern("/logs/b-[0-9a-f]{20}");
        next("told", BuildCompleted.class, 3);
        assertThat(page("/rebuilds/told")).contains("built, to be tested");
        next("told", TestCompleted.class, 4);
        assertThat(page("/rebuilds/told")).contains("approved, to be published");
        next("told", PublishCompleted.class, 5);
        assertThat(page("/rebuilds/told")).contains("1 of 1 image is done").contains("published as r2");
        Instant end = Instant.parse(Wire.timeOfFirst("told")).plus(Duration.ofMinutes(5));
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "told")
                        .replaceFirst("\"occurredAt\": \"[^\"]*\"", "\"occurredAt\": \"" + end + "\""));
        Wire.awaitEvents("told", 6);

        String ended = page("/rebuilds/told");
        assertThat(ended)
                .contains("failed: 1 published, 1 failed, in 5 min 0 s.")
                .contains("One root failure")
                .contains("<a href=\"/images/node/24.18.1/trixie\">node/24.18.1/trixie</a> in test")
                .contains("Cannot find module")
                .contains("./imprimatur retry told")
                .contains("/api/rebuilds/told")
                .contains("<rect class=\"g-ok\"")
                .contains("<rect class=\"g-fail\"")
                .doesNotContain("./imprimatur cancel");
        assertThat(listed("/rebuilds", "/rebuilds/told\""))
                .contains("<a href=\"/rebuilds/told\">weekly rebuild</a>")
                .contains("1 published, 1 failed");
    }

    @Test
    void rootFailuresAreGroupedByTheirKindAndApartFromWhatOnlyInheritsThem() {
        String failed = IntStream.rangeClosed(1, 12)
                .mapToObj(
                        number -> failed("app/" + number + ".0.0/a", "test", "test-failed", "the end of log " + number))
                .collect(Collectors.joining(","));
        String base = failed("base/1.0.0/a", "build", "disk-full", "no \\\"kind\\\": \\\"other\\\" space");
        String held = failed("top/1.0.0/a", "base", "base-failed", "")
                .replace("\"said\"", "\"its base base/1.0.0/a failed at build: it is full\"");
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "kinds")
                        .replaceFirst(
                                "(?s)\"failed\": \\[.*?\\n  ],",
                                Matcher.quoteReplacement("\"failed\": [" + base + "," + held + "," + failed + "],")));
        Wire.awaitEvents("kinds", 1);

        String page = page("/rebuilds/kinds");
        String failures = page.substring(page.indexOf("id=\"failures\""), page.indexOf("id=\"moving\""));
        assertThat(failures)
                .contains("13 root failures")
                .containsSubsequence(
                        "<h3 id=\"kind-1\">test-failed <small>12 images</small></h3>",
                        "/images/app/1.0.0/a",
                        "the end of log 1<",
                        "<a href=\"#all\">2 more of this kind</a>",
                        "<h3 id=\"kind-2\">disk-full <small>1 image</small></h3>",
                        "/images/base/1.0.0/a",
                        "space<",
                        "Holds back <a href=\"/images/top/1.0.0/a\">top/1.0.0/a</a>")
                .doesNotContain("base-failed");
        assertThat(failures.split("class=\"cause\"", -1))
                .as("ten of the one kind, one of the other")
                .hasSize(12);
    }

    private static String failed(String image, String stage, String kind, String output) {
        return """
                {"image": "%s", "stage": "%s", "failure": {"kind": "%s", "retryable": false, "message": "said",
                 "output": "%s"}}""".formatted(image, stage, kind, output);
    }

    @Test
    void whyItIsToBeCancelledIsShownUntilItIs() {
        Wire.tell("unwanted", List.of(RebuildRequested.class, RebuildCancelRequested.class));
        assertThat(page("/rebuilds/unwanted")).contains("It is to be cancelled:");
    }

    @Test
    void aRebuildOfWhichOnlyTheEndCameIsShown() {
        Wire.tell("sudden", List.of(RebuildCompleted.class));
        assertThat(page("/rebuilds/sudden")).contains("1 published, 1 failed");
    }

    @Test
    void noTextOfOthersBecomesMarkup() {
        String script = "<img src=x onerror=alert(1)>";
        Wire.send(
                Topic.REBUILD_REQUESTED,
                Wire.fixture(RebuildRequested.class, "nasty")
                        .replace("weekly rebuild", script)
                        .replace("\"cron\"", "\"" + script + "\""));
        Wire.send(
                Topic.REBUILD_COMPLETED,
                Wire.fixture(RebuildCompleted.class, "nasty")
                        .replace("test 'hello' failed", script)
                        .replace("test-failed", script)
                        .replace("Error: Cannot find", script));
        Wire.awaitEvents("nasty", 2);

        assertThat(page("/rebuilds/nasty")).contains("&lt;img").doesNotContain("<img");
        assertThat(listed("/rebuilds", "/rebuilds/nasty\"")).contains("&lt;img").doesNotContain("<img");
    }

    @Test
    void aPageSaysThatARebuildIsNotThere() {
        given().header("Accept", "text/html")
                .get("/rebuilds/none-such")
                .then()
                .statusCode(404)
                .contentType("text/html")
                .body(containsString("there is no rebuild &#39;none-such&#39;"));
        given().header("Accept", "text/html").get("/rebuilds?page=0").then().statusCode(400);
        assertThat(page("/rebuilds?page=1000")).contains("<h1>");
    }

    private static void next(String rebuild, Class<? extends Event> type, int count) {
        Wire.send(Topic.of(type), Wire.fixture(type, rebuild));
        Wire.awaitEvents(rebuild, count);
    }
}

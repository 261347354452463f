package dev.imprimatur.console.page;

import static dev.imprimatur.console.page.Pages.page;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class FleetPageTest {
    @Inject
    MeterRegistry meters;

    @Test
    void theConsoleBeginsWithTheFleet() {
        given().redirects().follow(false).get("/").then().statusCode(303).header("Location", containsString("/fleet"));
        get("/").then().statusCode(200).contentType("text/html").body(containsString("<h1>"));
        get("/webjars/htmx.org/dist/htmx.min.js").then().statusCode(200);
        get("/console/console.js").then().statusCode(200);
        get("/console/console.css").then().statusCode(200);
    }

    @Test
    void aPublishedImageShowsWhatUsersPull() {
        published("shown");

        String page = page("/fleet?q=shown");
        assertThat(page)
                .contains("/images/shown/22.23.3/bookworm")
                .contains("222222222222")
                .contains("<b>r2</b>")
                .contains("<span class=\"mv\">jod</span>")
                .contains("/api/images?select=shown")
                .contains("./imprimatur images shown");
        assertThat(page("/fleet?q=shown&state=up-to-date")).contains("/images/shown/22.23.3/bookworm");
        assertThat(page("/fleet?q=shown&state=newly-failing")).contains("No image matches.");
    }

    @Test
    void whatIsStaleAndWhichTagsAreMissingCanBePicked() {
        published("older");
        Others.say("/api/plan", """
                {"images": [{"image": "older/22.23.3/bookworm", "why": [{"kind": "base-changed", "detail": "<b>debian"}]},
                            {"image": "newcomer/1.0.0/b", "why": [{"kind": "never-built"}]}]}""");
        Others.say("/api/drift", """
                [{"reference": "localhost:5000/older:jod",
                  "expected": "sha256:2222222222222222222222222222222222222222222222222222222222222222"}]""");

        await().untilAsserted(() -> {
            assertThat(page("/fleet?q=older&state=stale"))
                    .contains("stale: base changed: &lt;b&gt;debian")
                    .doesNotContain("<b>debian");
            assertThat(page("/fleet?q=older&state=missing-tags")).contains("moved or missing: jod");
        });
        assertThat(page("/fleet?q=older&state=up-to-date")).contains("No image matches.");
        Others.say("/api/drift", "[]");
    }

    @Test
    void aFailureIsNewOnceAndThenStillThereUntilItPasses() {
        Instant begin = Instant.now().minusSeconds(3600);
        Wire.send(Topic.REBUILD_COMPLETED, failing("again-1", begin));
        Wire.awaitEvents("again-1", 1);
        String cause = "<a href=\"/images/again/24.18.1/trixie\">again/24.18.1/trixie</a> fails in test";
        assertThat(page("/fleet?q=again&state=newly-failing")).contains("again/24.18.1/trixie");
        assertThat(page("/fleet"))
                .contains(cause)
                .contains("test &#39;hello&#39; failed")
                .contains("./imprimatur rebuild --select again/24.18.1/trixie");

        Wire.send(Topic.REBUILD_COMPLETED, failing("again-2", begin.plusSeconds(60)));
        Wire.awaitEvents("again-2", 1);
        assertThat(page("/fleet?q=again&state=newly-failing")).contains("No image matches.");
        assertThat(page("/fleet?q=again&state=still-failing")).contains("again/24.18.1/trixie");

        String passed = Wire.fixture(PublishCompleted.class, "again-3")
                .replace("node", "again")
                .replace("22.23.3", "24.18.1")
                .replace("bookworm", "trixie")
                .replace("2026-11-24T03:00:45Z", begin.plusSeconds(120).toString());
        Wire.send(Topic.PUBLISH_COMPLETED, passed);
        Wire.awaitEvents("again-3", 1);
        assertThat(page("/fleet?q=again&state=up-to-date")).contains("again/24.18.1/trixie");
        assertThat(page("/fleet")).doesNotContain(cause);
    }

    @Test
    void whatOnlyStandsOnAFailedImageIsNamedUnderIt() {
        String event = failing("rooted", Instant.now())
                .replace("again", "rooted")
                .replace(
                        "\"failed\": [",
                        "\"failed\": [{\"image\":\"child/1.0/trixie\",\"stage\":\"base\",\"failure\":{\"kind\":\"base-failed\","
                                + "\"retryable\":false,\"message\":\"its base middle/1.0/trixie failed at base: its base"
                                + " rooted/24.18.1/trixie failed at test: no\"}},");
        Wire.send(Topic.REBUILD_COMPLETED, event);
        Wire.awaitEvents("rooted", 1);

        assertThat(page("/fleet")).contains("Holds back <a href=\"/images/child/1.0/trixie\">");
        assertThat(page("/fleet?q=child/1.0/*")).contains("base failed").contains("rooted/24.18.1/trixie");
        assertThat(page("/fleet")).doesNotContain("child/1.0/trixie</a> fails");
    }

    @Test
    void whatGoesOnIsShown() {
        Wire.send(
                Topic.RENDER_COMPLETED,
                Wire.fixture(RenderCompleted.class, "going").replace("node", "going"));
        Wire.awaitEvents("going", 1);
        assertThat(page("/fleet?q=going&state=on-its-way"))
                .contains("to be built")
                .contains("was never published");

        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "going").replace("node", "going"));
        Wire.awaitEvents("going", 2);
        assertThat(page("/fleet?q=going")).contains("built, to be tested");

        Wire.send(
                Topic.TEST_COMPLETED, Wire.fixture(TestCompleted.class, "going").replace("node", "going"));
        Wire.awaitEvents("going", 3);
        assertThat(page("/fleet?q=going")).contains("approved, to be published");
    }

    @Test
    void aTagStandsWithTheImageThatTookItLast() {
        published("taken");
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, "taken-2")
                        .replace("node", "taken")
                        .replace("22.23.3", "22.24.0")
                        .replace("03:00:45Z", "04:00:45Z"));
        Wire.awaitEvents("taken-2", 1);

        String page = page("/fleet?q=taken");
        assertThat(page.split("<span class=\"mv\">jod</span>", -1)).hasSize(2);
        assertThat(page.indexOf("22.24.0")).isLessThan(page.indexOf("22.23.3"));
    }

    @Test
    void patternsPickAsOnTheCommandLine() {
        published("picked");
        assertThat(page("/fleet?q=picked/22.*/*")).contains("/images/picked/22.23.3/bookworm");
        for (String picks : List.of(
                "picked/22.23.3/bookworm",
                "picked/22.23.3/book*",
                "picked/2?.*/b*m",
                "*/22.23.3/bookworm,none/*",
                "pick*",
                "p*ed",
                "p?cked")) {
            assertThat(page("/fleet?q=" + picks)).as(picks).contains("/images/picked/22.23.3/bookworm");
        }
        for (String picksNot :
                List.of("picked/22.23.3/book", "picked/*/trixie", "picked//*", "pick?,none", "p*d/22.*", "ick*")) {
            assertThat(page("/fleet?q=" + picksNot)).as(picksNot).doesNotContain("/images/picked/22.23.3/bookworm");
        }
        assertThat(page("/fleet?q=picked/*")).contains("No image matches.").contains("Without “picked/*”");
        assertThat(page("/fleet?q=picked:jod,nothing")).contains("/images/picked/22.23.3/bookworm");
        assertThat(page("/fleet?q=PICKED%20bookworm")).contains("/images/picked/22.23.3/bookworm");
        assertThat(page("/fleet?q=picked%20trixie")).contains("No image matches.");
        assertThat(page("/fleet?q=picked%20222222222222")).contains("/images/picked/22.23.3/bookworm");
        assertThat(page("/fleet?family=picked&q=,%20,")).contains("/images/picked/22.23.3/bookworm");
    }

    @Test
    void htmxGetsOnlyWhatTheFilterChanges() {
        given().header("HX-Request", "true")
                .get("/fleet?q=nothing-at-all")
                .then()
                .body(not(containsString("<html")))
                .body(containsString("id=\"results\""))
                .body(containsString("No image matches."))
                .header("Vary", "HX-Request");
    }

    @Test
    void noTextOfOthersBecomesMarkup() {
        String script = "<script>alert(1)</script>";
        String event = failing("hostile", Instant.now())
                .replace("again", "hostile")
                .replace("test 'hello' failed", script)
                .replace("Error: Cannot find", script)
                .replace("weekly rebuild", script);
        Wire.send(Topic.REBUILD_COMPLETED, event);
        Wire.awaitEvents("hostile", 1);
        Others.say(
                "/api/drift",
                "[{\"reference\":\"" + script + "\",\"expected\":\"" + script + "\",\"found\":\"" + script + "\"}]");

        await().untilAsserted(() ->
                assertThat(page("/fleet")).contains("<code>&lt;script&gt;").doesNotContain(script));
        assertThat(page("/fleet?q=" + "%3Cscript%3Ealert(1)%3C/script%3E")).doesNotContain(script);
        assertThat(page("/fleet?family=" + "%22%3E%3Cscript%3Ealert(1)")).doesNotContain("<script>alert");
    }

    @Test
    void pagesRunNothingThatStandsInThem() {
        String policy = get("/fleet").header("Content-Security-Policy");
        assertThat(policy)
                .startsWith("default-src 'none'")
                .contains("script-src 'self'")
                .doesNotContain("unsafe");
        get("/fleet")
                .then()
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("X-Frame-Options", equalTo("DENY"))
                .header("Referrer-Policy", equalTo("same-origin"));
        assertThat(page("/fleet"))
                .doesNotContain(" style=")
                .doesNotContain("<style")
                .doesNotContainPattern(" on[a-z]+=");
    }

    @Test
    void aWrongAddressIsReportedOnAPage() {
        for (String address : List.of("/fleet?state=odd", "/fleet?page=0", "/fleet?q=" + "a".repeat(600))) {
            given().header("Accept", "text/html")
                    .get(address)
                    .then()
                    .statusCode(400)
                    .contentType("text/html")
                    .body(containsString("This cannot be shown."));
        }
        given().header("Accept", "text/html")
                .get("/nowhere")
                .then()
                .statusCode(404)
                .body(containsString("no such page"));
        given().header("Accept", "text/html").get("/api/rebuilds/none").then().contentType("application/problem+json");
        get("/fleet?state=odd")
                .then()
                .contentType("application/problem+json")
                .body("message", startsWith("state: there is no"));
    }

    @Test
    void howFarItIsBehindIsOnThePage() {
        assertThat(page("/fleet")).doesNotContain("role=\"alert\"");
        Gauge behind = Gauge.builder("kafka.consumer.fetch.manager.records.lag", () -> 4711)
                .tag("topic", "of-a-test")
                .register(meters);
        try {
            assertThat(page("/fleet")).contains("role=\"alert\"").contains("4711 events behind");
        } finally {
            meters.remove(behind);
        }
    }

    private static void published(String name) {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, name).replace("node", name));
        Wire.awaitEvents(name, 1);
    }

    private static String failing(String rebuild, Instant at) {
        return Wire.fixture(RebuildCompleted.class, rebuild)
                .replace("node", "again")
                .replace("2026-11-24T03:05:00Z", at.toString());
    }
}

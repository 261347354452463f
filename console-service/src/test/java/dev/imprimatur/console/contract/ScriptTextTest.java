package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.contract.Endpoints.Endpoint;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A script stands in every text that another can choose: of requests, events, logs, services, addresses. It runs
 * nowhere.
 */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class ScriptTextTest {
    private static final String SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    private static final String IN_ADDRESS = "%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    private static final String LOG = "b-0123456789abcdef0123";
    private static final String DIGEST = "sha256:" + "2".repeat(64);

    /** Each page, at an address where it has something to show. One that is not here fails the test. */
    private static Map<String, String> pages(String rollback) {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("GET /", "/");
        pages.put("GET /fleet", "/fleet?q=" + IN_ADDRESS);
        pages.put("GET /rebuilds", "/rebuilds");
        pages.put("GET /rebuilds/{id}", "/rebuilds/scripts");
        pages.put("GET /rebuilds/new", "/rebuilds/new?type=select&select=" + IN_ADDRESS + "&reason=" + IN_ADDRESS);
        pages.put("GET /images/{family}/{version}/{variant}", "/images/scripts/22.23.3/bookworm");
        pages.put("GET /rollbacks/{id}", "/rollbacks/" + rollback);
        pages.put("GET /logs/{id}", "/logs/" + LOG + "?q=" + IN_ADDRESS);
        pages.put("GET /activity", "/activity");
        pages.put("GET /queue", "/queue?stage=" + IN_ADDRESS);
        pages.put("GET /workers", "/workers");
        pages.put("GET /dead-letters", "/dead-letters");
        pages.put("GET /dead-letters/{id}", "/dead-letters/" + IN_ADDRESS);
        pages.put("GET /drift", "/drift");
        pages.put("GET /mirrors", "/mirrors");
        pages.put("GET /find", "/find?q=" + IN_ADDRESS);
        pages.put("GET /tags/{reference}", "/tags/" + IN_ADDRESS);
        pages.put("GET /digests/{digest}", "/digests/" + IN_ADDRESS);
        pages.put("GET /sign-in", "/sign-in?code=" + IN_ADDRESS);
        pages.put("GET /sign-in/oidc", "/sign-in/oidc?back=" + IN_ADDRESS);
        pages.put("GET /audit", "/audit?who=" + IN_ADDRESS + "&act=" + IN_ADDRESS);
        pages.put("GET /live", "/live?view=" + IN_ADDRESS);
        return pages;
    }

    @Test
    void itIsShownAndRunsNowhere() {
        String rollback = everyText();
        Map<String, String> pages = pages(rollback);
        assertThat(Endpoints.all().stream()
                        .filter(endpoint -> !endpoint.isRest() && !endpoint.writes())
                        .map(Endpoint::toString))
                .containsExactlyInAnyOrderElementsOf(pages.keySet());
        Browser admin = Browser.admin();

        int shown = 0;
        for (Map.Entry<String, String> page : pages.entrySet()) {
            Response answer = admin.asks().header("Accept", "text/html").get(page.getValue());
            harmless(page.getKey(), answer);
            if (String.valueOf(answer.contentType()).startsWith("text/html")) {
                assertThat(answer.asString())
                        .as("how far it is behind, on " + page.getKey())
                        .contains("<span id=\"lag\">");
            }
            shown += answer.asString().contains("&lt;script&gt;alert(1)") ? 1 : 0;
        }
        assertThat(shown).as("pages that show it as text").isGreaterThan(8);
    }

    /** Whatever stands in an address, of REST too, and of each page with what it does not know. */
    @Test
    void inAnAddressItIsHarmlessToo() {
        Browser admin = Browser.admin();
        for (Endpoint endpoint : Endpoints.all()) {
            if (!endpoint.writes()) {
                String address = endpoint.path().replaceAll("\\{[^}]*}", IN_ADDRESS);
                harmless(
                        endpoint.toString(),
                        admin.asks().header("Accept", "text/html").get(address));
                harmless(
                        endpoint.toString(),
                        admin.asks()
                                .get(address + "?select=" + IN_ADDRESS + "&since=" + IN_ADDRESS + "&topic=" + IN_ADDRESS
                                        + "&reference=" + IN_ADDRESS + "&page=" + IN_ADDRESS + "&after=" + IN_ADDRESS));
            }
        }
    }

    /** As HTML it is text; as anything else no browser takes it for HTML. */
    private static void harmless(String what, Response answer) {
        String type = String.valueOf(answer.contentType());
        if (type.startsWith("text/html")) {
            assertThat(answer.asString()).as(what).doesNotContain("<script>alert", "<img src=x");
        }
        assertThat(answer.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
        assertThat(answer.header("Content-Security-Policy"))
                .as(what)
                .contains("default-src 'none'", "script-src 'self'");
        assertThat(answer.statusCode()).as(what + ": " + answer.asString()).isNotEqualTo(500);
    }

    /** Puts it into every text that a request, an event or a service can bring; what refuses it is refused. */
    private static String everyText() {
        String text = SCRIPT.replace("\"", "\\\"");
        String rebuild = post(
                "/api/rebuilds",
                "{\"type\": \"rebuild-selected\", \"select\": \"%1$s\", \"reason\": \"%1$s\","
                        + " \"requestedBy\": \"%1$s\"}",
                text);
        post("/api/rebuilds/" + rebuild + "/cancel", "{\"reason\": \"%1$s\", \"requestedBy\": \"%1$s\"}", text);
        String rollback = post(
                "/api/rollbacks",
                "{\"reference\": \"%1$s\", \"to\": \"%1$s\", \"reason\": \"%1$s\"," + " \"requestedBy\": \"%1$s\"}",
                text);
        post("/api/tokens", "{\"owner\": \"%1$s\", \"scopes\": [\"read\"]}", text);
        post("/api/webhooks", "{\"url\": \"https://hooks.example/%1$s\"}", text);
        List<Class<? extends Event>> story = List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class,
                RebuildCompleted.class);
        for (int i = 0; i < story.size(); i++) {
            Wire.send(
                    Topic.of(story.get(i)),
                    Wire.fixture(story.get(i), "scripts")
                            .replace("node/", "scripts/")
                            .replace("weekly rebuild", text)
                            .replace("it will be tried again", text)
                            .replace("Cannot find module", text)
                            .replace("ended with exit code 1", text));
            Wire.awaitEvents("scripts", i + 1);
        }
        Wire.send(Topic.REBUILD_COMPLETED, SCRIPT);
        services(text);
        return rollback;
    }

    private static void services(String text) {
        String failure = "{\"kind\": \"%1$s\", \"retryable\": true, \"message\": \"%1$s\"}".formatted(text);
        Services.say(
                "GET",
                "/api/drift",
                200,
                "[{\"reference\": \"%1$s\", \"expected\": \"%2$s\", \"found\": \"%1$s\","
                        .concat(" \"seenAt\": \"2026-11-24T03:00:00Z\"}]")
                        .formatted(text, DIGEST));
        Services.say(
                "GET",
                "/api/mirrors",
                200,
                "[{\"registry\": \"%s\", \"waiting\": 1, \"failure\": %s, \"images\": []}]".formatted(text, failure));
        Services.say(
                "GET",
                "/api/refusals",
                200,
                "[{\"image\": \"%1$s\", \"kind\": \"%1$s\", \"message\": \"%1$s\","
                        .concat(" \"refusedAt\": \"2026-11-24T03:00:00Z\"}]")
                        .formatted(text));
        Services.say(
                "GET",
                "/api/blocks",
                200,
                "[{\"digest\": \"%2$s\", \"image\": \"%1$s\", \"reason\": \"%1$s\","
                        .concat(" \"blockedBy\": \"%1$s\", \"blockedAt\": \"2026-11-24T03:00:00Z\"}]")
                        .formatted(text, DIGEST));
        Services.say(
                "GET",
                "/api/queue/own/build",
                200,
                "{\"waiting\": 1, \"running\": 0, \"workers\": 1, \"work\": [{"
                        .concat(
                                "\"kind\": \"build\", \"rebuildId\": \"%1$s\", \"image\": \"%1$s\", \"priority\": \"manual\", \"ahead\": 0,")
                        .concat(
                                " \"due\": \"2026-11-24T03:00:00Z\", \"delayed\": false, \"failures\": 0, \"attempts\": 4,")
                        .concat(" \"waitsFor\": \"%1$s\"}]}")
                        .formatted(text));
        Services.say(
                "GET",
                "/api/logs/" + LOG + "/lines",
                200,
                "{\"total\": 1, \"attempts\": [{\"attempt\": 1, \"first\": 1,"
                        .concat(
                                " \"last\": 1}], \"lines\": [{\"number\": 1, \"attempt\": 1, \"time\": \"2026-11-24T03:00:00Z\",")
                        .concat(" \"text\": \"%s\"}], \"hits\": 1, \"next\": null}")
                        .formatted(text));
        Services.say("POST", "/api/plan", 404, "{\"error\": \"not-found\", \"message\": \"%s\"}".formatted(text));
    }

    /** The id of what was made; what refuses the text says so. */
    private static String post(String path, String body, String text) {
        Response answer =
                given().contentType(ContentType.JSON).body(body.formatted(text)).post(path);
        harmless(path, answer);
        assertThat(answer.contentType()).startsWith("application/");
        return answer.statusCode() < 300 ? answer.path("id") : "none";
    }
}

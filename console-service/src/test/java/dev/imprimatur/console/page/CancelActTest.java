package dev.imprimatur.console.page;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import io.quarkus.test.common.WithTestResource;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A rebuild is cancelled on its page, by who may, once, with a reason. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class CancelActTest {

    @Test
    void itAsksInPlaceAndLeadsBack() {
        Wire.tell("stop-me", List.of(RebuildRequested.class, RenderCompleted.class));
        Browser alice = Browser.of("rebuild");
        assertThat(alice.page("/rebuilds/stop-me"))
                .contains("Cancel “weekly rebuild”?")
                .contains("1 image to be rendered, built or tested is dropped")
                .contains("<button class=\"btn danger\">Cancel this rebuild</button>")
                .doesNotContain("disabled");

        Response answer = cancel(alice, "stop-me", "a <b>wrong</b>\r\n base");

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/rebuilds/stop-me");
        Wire.awaitEvents("stop-me", 3);
        assertThat(alice.page("/rebuilds/stop-me"))
                .contains("It is to be cancelled:</b> a &lt;b&gt;wrong&lt;/b&gt; base")
                .doesNotContain("<b>wrong");
        Map<String, Object> act = acts("stop-me").getFirst();
        assertThat(act)
                .containsEntry("who", "alice, by page")
                .containsEntry("way", "page")
                .containsEntry("about", "stop-me")
                .containsEntry("status", 303)
                .containsEntry("outcome", "/rebuilds/stop-me");
        assertThat(get("/api/events?rebuild=stop-me").asString()).contains("\"requestedBy\":\"alice\"");
    }

    @Test
    void pressesOfOneFormAreOneActAlsoAtOnce() throws Exception {
        Wire.tell("pressed", List.of(RebuildRequested.class));
        Browser alice = Browser.of("rebuild");
        String page = alice.page("/rebuilds/pressed");
        Map<String, String> form =
                Map.of("key", Browser.field(page, "key"), "request", Browser.field(page, "request"), "reason", "twice");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Response>> answers = IntStream.range(0, 6)
                    .mapToObj(each -> threads.submit(() -> alice.post("/rebuilds/pressed/cancel", form)))
                    .toList();
            for (Future<Response> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(303);
                assertThat(answer.get().header("Location")).endsWith("/rebuilds/pressed");
            }
        }
        // What is sent later comes later: no other cancel lies between.
        assertThat(cancel(alice, "pressed", "another form").statusCode()).isEqualTo(303);
        Wire.awaitEvents("pressed", 3);
        assertThat(get("/api/events?rebuild=pressed").jsonPath().getList("event.reason"))
                .containsOnlyOnce("twice")
                .contains("another form");
    }

    @Test
    void whoMayNotIsRefusedAndThePageSaysSoBefore() {
        Wire.tell("kept", List.of(RebuildRequested.class));
        Browser stranger = Browser.stranger();
        assertThat(stranger.page("/rebuilds/kept"))
                .contains("disabled>Cancel it…</button> needs a sign-in: ./imprimatur open")
                .doesNotContain("action=\"/rebuilds/kept/cancel\"");
        Response refused = cancel(stranger, "kept", "no session");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(refused.asString()).contains("this needs a sign-in").contains("<h1>Nothing was done.</h1>");

        Browser lesser = Browser.of("rollback");
        assertThat(lesser.page("/rebuilds/kept")).contains("needs the scope rebuild");
        assertThat(cancel(lesser, "kept", "wrong scope").statusCode()).isEqualTo(403);

        Browser alice = Browser.of("rebuild");
        Browser bob = Browser.of("rebuild");
        String request = UUID.randomUUID().toString();
        String address = "/rebuilds/kept/cancel";
        Map<String, String> keyless = Map.of("request", request, "reason", "x");
        Map<String, String> bobs = Map.of("request", request, "reason", "x", "key", bob.key("/fleet"));
        Map<String, String> alices = Map.of("request", request, "reason", "x", "key", alice.key("/fleet"));
        assertThat(alice.post(address, keyless).statusCode()).isEqualTo(403);
        assertThat(alice.post(address, bobs).statusCode()).isEqualTo(403);
        assertThat(alice.post(address, "https://evil.example", alices).statusCode())
                .isEqualTo(403);
        assertThat(alice.post(address, "null", alices).statusCode()).isEqualTo(403);
        assertThat(alice.post(address, null, alices).statusCode()).isEqualTo(415);
        assertThat(acts("kept"))
                .allSatisfy(act -> assertThat((int) act.get("status")).isGreaterThan(400));
        assertThat(acts("kept"))
                .anySatisfy(act -> assertThat(act)
                        .containsEntry("who", "alice, by page")
                        .hasEntrySatisfying(
                                "outcome",
                                outcome -> assertThat(outcome.toString()).contains("of another session")));
        assertThat(get("/api/events?rebuild=kept").jsonPath().getList("seq")).hasSize(1);
    }

    @Test
    void whatIsWrongIsSaidAndNothingIsDone() {
        Wire.tell("blank", List.of(RebuildRequested.class));
        Wire.tell("over", List.of(RebuildCompleted.class));
        Browser alice = Browser.of("rebuild");
        assertThat(cancel(alice, "blank", " ").statusCode()).isEqualTo(400);
        assertThat(cancel(alice, "blank", "x".repeat(3000)).statusCode()).isEqualTo(400);
        assertThat(cancel(alice, "none-such", "x").statusCode()).isEqualTo(404);
        Response over = cancel(alice, "over", "x");
        assertThat(over.statusCode()).isEqualTo(409);
        assertThat(over.asString()).contains("rebuild over has ended already");
        Map<String, String> odd = Map.of("key", alice.key("/fleet"), "request", "1", "reason", "x");
        assertThat(alice.post("/rebuilds/blank/cancel", odd).statusCode()).isEqualTo(400);
        Map<String, String> huge = Map.of("key", alice.key("/fleet"), "reason", "x".repeat(70_000));
        assertThat(alice.post("/rebuilds/blank/cancel", huge).statusCode()).isEqualTo(413);
        assertThat(get("/api/events?rebuild=blank").jsonPath().getList("seq")).hasSize(1);
    }

    private static Response cancel(Browser browser, String rebuild, String reason) {
        return browser.send(
                "/fleet",
                "/rebuilds/" + rebuild + "/cancel",
                Map.of("reason", reason, "request", UUID.randomUUID().toString()));
    }

    private static List<Map<String, Object>> acts(String rebuild) {
        return get("/api/audit?limit=300").jsonPath().<Map<String, Object>>getList("").stream()
                .filter(act -> ("POST /rebuilds/" + rebuild + "/cancel").equals(act.get("act")))
                .toList();
    }
}

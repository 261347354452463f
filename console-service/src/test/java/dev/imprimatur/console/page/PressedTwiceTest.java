package dev.imprimatur.console.page;

import static io.restassured.RestAssured.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/**
 * What another service does for a button is done once, however often the form comes, and never said not to be done when
 * it may be.
 */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Others.class)
class PressedTwiceTest {
    private static final String LETTERS = "/api/dead-letters/own";
    private static final String UNKNOWN = "<h1>It is not known whether this was done.</h1>";

    @Inject
    DataSource dataSource;

    @Test
    void aLetterIsRedrivenOnceAForm() {
        String redrive = LETTERS + "/redrive";
        Browser admin = Browser.admin();
        Map<String, String> form = form(admin, "/dead-letters", Map.of("id", "builder:twice", "reason", "fixed"));
        int before = Others.heard("POST", redrive);

        Others.refuse(redrive);
        Response lost = admin.post("/dead-letters/redrive", form);
        assertThat(lost.statusCode()).isEqualTo(502);
        assertThat(lost.asString()).contains(UNKNOWN).doesNotContain("Nothing was done");

        // It had done it.
        say(redrive, true, "it is redriven already, by alice");
        assertThat(admin.post("/dead-letters/redrive", form).statusCode()).isEqualTo(303);
        assertThat(Others.heard("POST", redrive)).isEqualTo(before + 2);

        // It waits again meanwhile, refused for another reason; that is not for this form to decide.
        assertThat(admin.post("/dead-letters/redrive", form).header("Location")).endsWith("/dead-letters");
        assertThat(Others.heard("POST", redrive)).isEqualTo(before + 2);
    }

    @Test
    void aLetterThatIsRefusedAgainCanBeTriedAgain() {
        String redrive = LETTERS + "/redrive";
        Browser admin = Browser.admin();
        Map<String, String> form = form(admin, "/dead-letters", Map.of("id", "builder:twice", "reason", "fixed"));
        say(redrive, false, "refused again: no such base");

        Response refused = admin.post("/dead-letters/redrive", form);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.asString()).contains("refused again: no such base");
        say(redrive, true, "redriven");
        assertThat(admin.post("/dead-letters/redrive", form).statusCode()).isEqualTo(303);
    }

    @Test
    void ofFormsThatComeAtOnceOneIsTaken() throws Exception {
        String drop = LETTERS + "/drop";
        Browser admin = Browser.admin();
        Map<String, String> form = form(admin, "/dead-letters", Map.of("id", "builder:twice", "reason", "noise"));
        say(drop, true, "dropped");
        int before = Others.heard("POST", drop);

        List<Integer> statuses = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, 8)
                    .mapToObj(each -> threads.submit(
                            () -> admin.post("/dead-letters/drop", form).statusCode()))
                    .toList();
            for (Future<Integer> answer : answers) {
                statuses.add(answer.get());
            }
        }

        assertThat(statuses).containsOnly(303);
        assertThat(Others.heard("POST", drop)).isEqualTo(before + 1);
        // Another page is another decision.
        assertThat(admin.send("/dead-letters", "/dead-letters/drop", Map.of("id", "builder:twice", "reason", "noise"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(Others.heard("POST", drop)).isEqualTo(before + 2);
    }

    /** The browser shows the answer to the second click alone. */
    @Test
    void aDoubleClickSaysThatItFailed() throws Exception {
        String redrive = LETTERS + "/redrive";
        Browser admin = Browser.admin();
        Map<String, String> form = form(admin, "/dead-letters", Map.of("id", "builder:twice", "reason", "fixed"));
        int before = Others.heard("POST", redrive);
        Others.hold(redrive);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Response> first = threads.submit(() -> admin.post("/dead-letters/redrive", form));
            await().until(() -> Others.heard("POST", redrive) == before + 1);
            Future<Response> second = threads.submit(() -> admin.post("/dead-letters/redrive", form));
            await().during(Duration.ofSeconds(1)).until(() -> !second.isDone());
            assertThat(Others.heard("POST", redrive)).as("not twice at once").isEqualTo(before + 1);

            say(redrive, false, "refused again: no such base");

            assertThat(first.get().statusCode()).isEqualTo(409);
            assertThat(second.get().statusCode()).isEqualTo(409);
            assertThat(second.get().asString()).contains("refused again: no such base");
        }
        say(redrive, true, "redriven");
        assertThat(admin.post("/dead-letters/redrive", form).statusCode()).isEqualTo(303);
    }

    @Test
    void whatAKilledConsoleBeganIsNotTakenForDone() throws Exception {
        String drop = LETTERS + "/drop";
        Browser admin = Browser.admin();
        say(drop, true, "dropped");
        Map<String, String> done = form(admin, "/dead-letters", Map.of("id", "builder:twice", "reason", "noise"));
        assertThat(admin.post("/dead-letters/drop", done).statusCode()).isEqualTo(303);
        Map<String, String> form = new HashMap<>(done);
        form.put("request", UUID.randomUUID().toString());
        int before = Others.heard("POST", drop);

        change(
                "insert into page_act (request, session, at) select ?, session, now() from page_act where request = ?",
                form.get("request"),
                done.get("request"));
        Response goesOn = admin.post("/dead-letters/drop", form);
        assertThat(goesOn.statusCode()).isEqualTo(503);
        assertThat(goesOn.asString()).contains(UNKNOWN, "it is being done already");
        assertThat(Others.heard("POST", drop)).isEqualTo(before);

        change("update page_act set at = now() - interval '10 minutes' where request = ?", form.get("request"));
        assertThat(admin.post("/dead-letters/drop", form).statusCode()).isEqualTo(303);
        assertThat(Others.heard("POST", drop)).isEqualTo(before + 1);
        assertThat(admin.post("/dead-letters/drop", form).statusCode()).isEqualTo(303);
        assertThat(Others.heard("POST", drop)).isEqualTo(before + 1);
    }

    private void change(String statement, String... values) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement prepared = connection.prepareStatement(statement)) {
            for (int i = 0; i < values.length; i++) {
                prepared.setString(i + 1, values[i]);
            }
            assertThat(prepared.executeUpdate()).isEqualTo(1);
        }
    }

    /**
     * Of those that a page lists some cannot be decided on; the others are, and the form can be sent again for the
     * rest.
     */
    @Test
    void allThatAPageListsAreDecidedOnAtOnce() {
        Others.say(LETTERS, "[" + letter("builder:one", "waiting") + "," + letter("builder:other", "waiting") + "]");
        Browser admin = Browser.admin();
        String page = admin.page("/dead-letters");
        assertThat(page).contains("Redrive these ", "Drop these ").contains("href=\"/dead-letters/builder%3Aone\"");
        Map<String, String> form = form(admin, "/dead-letters", Map.of("reason", "fixed"));
        Others.say(LETTERS + "/redrive", """
                [{"id": "builder:one", "done": true, "message": "redriven"},
                 {"id": "builder:other", "done": false, "message": "refused again: no such base"}]""");

        Response some = both(admin, form);
        assertThat(some.statusCode()).isEqualTo(409);
        assertThat(some.asString())
                .contains("<h1>Not all of this is known to be done.</h1>")
                .contains("1 of 2 are not known to be as they were to be: builder:other: refused again: no such base");

        Others.say(LETTERS + "/redrive", """
                [{"id": "builder:one", "done": true, "message": "it is redriven already"},
                 {"id": "builder:other", "done": true, "message": "redriven"}]""");
        assertThat(both(admin, form).statusCode()).isEqualTo(303);
        Browser lesser = Browser.of("rebuild", "rollback");
        assertThat(lesser.page("/dead-letters")).doesNotContain("Redrive these");
        assertThat(both(lesser, form(lesser, "/fleet", Map.of("reason", "fixed")))
                        .statusCode())
                .isEqualTo(403);
        form.put("id", "");
        assertThat(admin.post("/dead-letters/redrive", form).statusCode()).isEqualTo(400);
        Others.say(LETTERS, "[]");
    }

    @Test
    void oneThatWasDroppedIsPutBack() {
        Others.say(LETTERS, "[" + letter("builder:back", "dropped") + "]");
        Others.say(
                LETTERS + "/builder%3Aback",
                "{\"letter\": " + letter("builder:back", "dropped")
                        + ", \"headers\": [{\"name\": \"ce_id\", \"value\": \"<i>1\"}], \"value\": \"<b>no JSON\"}");
        Browser admin = Browser.admin();
        assertThat(admin.page("/dead-letters?state=dropped"))
                .contains("dropped.</h1>")
                .contains("Dropped by ann, <time")
                .contains("Put it back</button>")
                .doesNotContain("Redrive it");
        assertThat(admin.page("/dead-letters/builder%3Aback"))
                .contains("The builder refused an event of build-completed.")
                .contains("<dt>ce_id</dt><dd><code>&lt;i&gt;1</code></dd>")
                .contains("&lt;b&gt;no JSON", "./imprimatur dead-letters restore builder:back")
                .doesNotContain("<b>no JSON");
        assertThat(admin.page("/dead-letters?state=DROPPED")).contains("dropped.</h1>", "Put it back</button>");
        say(LETTERS + "/restore", true, "waiting");

        assertThat(admin.post(
                                "/dead-letters/restore",
                                form(admin, "/dead-letters", Map.of("id", "builder:back", "reason", "it was none")))
                        .statusCode())
                .isEqualTo(303);

        assertThat(Others.heard("POST", LETTERS + "/restore")).isEqualTo(1);
        assertThat(Browser.stranger().page("/dead-letters?state=dropped")).contains("needs a sign-in");
        admin.asks()
                .header("Accept", "text/html")
                .get("/dead-letters?state=lost")
                .then()
                .statusCode(400);
        admin.asks()
                .header("Accept", "text/html")
                .get("/dead-letters/none")
                .then()
                .statusCode(404);
        Others.say(LETTERS, "[]");
    }

    @Test
    void ofOneThatWasDecidedOnThePageSaysWhatWas() {
        Others.say(LETTERS, "[" + letter("builder:over", "redriven") + "," + letter("builder:again", "waiting") + "]");
        Others.say(
                LETTERS + "/builder%3Aover",
                "{\"letter\": " + letter("builder:over", "redriven") + ", \"headers\": []}");
        Browser admin = Browser.admin();

        assertThat(admin.page("/dead-letters?state=all"))
                .contains(" dead letters in all.</h1>")
                .contains("Redriven by ann, <time", "Put back by ann, <time")
                .contains("<small>redriven; k;", "<small>waiting; k;");
        assertThat(admin.page("/dead-letters/builder%3Aover"))
                .contains("Redriven by ann, <time")
                .doesNotContain("dead-letters redrive", "dead-letters restore");
        Others.say(LETTERS, "[]");
    }

    private static Response both(Browser browser, Map<String, String> form) {
        return browser.asks()
                .header("Accept", "text/html")
                .header("Origin", "http://localhost:" + RestAssured.port)
                .contentType("application/x-www-form-urlencoded; charset=utf-8")
                .formParams(form)
                .formParam("id", List.of("builder:one", "builder:other"))
                .post("/dead-letters/redrive");
    }

    private static String letter(String id, String state) {
        return """
                {"id": "%s", "service": "builder", "topic": "build-completed", "bytes": 9, "kind": "k", "reason": "r",
                 "notedAt": "2026-11-24T03:00:00Z", "refusedAt": "2026-11-24T03:00:00Z", "refusals": 1, "state": "%s",
                 "decidedAt": "2026-11-24T04:00:00Z", "decidedBy": "ann", "decidedWhy": "noise"}""".formatted(id, state);
    }

    @Test
    void aDigestIsUnblockedOnceAForm() {
        Wire.tell("twice-back", List.of(RollbackRequested.class, RollbackCompleted.class));
        String address = "/rollbacks/twice-back";
        String blocked = get("/api/rollbacks/twice-back").path("blocked");
        Others.say("/api/blocks", "[{\"digest\":\"" + blocked + "\"}]");
        Browser alice = Browser.of("rollback");
        Map<String, String> form = form(alice, "/fleet", Map.of("reason", "fixed"));

        Others.refuse("/api/blocks/" + blocked);
        Response lost = alice.post(address + "/unblock", form);
        assertThat(lost.statusCode()).isEqualTo(502);
        assertThat(lost.asString()).contains(UNKNOWN);
        Others.say("/api/blocks/" + blocked, "{}");
        assertThat(alice.post(address + "/unblock", form).statusCode()).isEqualTo(303);
        int asked = Others.heard("DELETE", "/api/blocks/" + blocked);
        assertThat(asked).isEqualTo(2);

        // Someone blocks it again meanwhile: the form of before does not undo that.
        assertThat(alice.post(address + "/unblock", form).header("Location")).endsWith(address);
        assertThat(Others.heard("DELETE", "/api/blocks/" + blocked)).isEqualTo(asked);

        // Another act has unblocked it: that is no failure. A proxy that does not know the address says nothing of it.
        form.put("request", UUID.randomUUID().toString());
        Others.missing("/api/blocks/" + blocked, "{\"message\": \"no route\"}");
        assertThat(alice.post(address + "/unblock", form).statusCode()).isEqualTo(404);
        Others.missing("/api/blocks/" + blocked, "{\"error\": \"not-found\", \"message\": \"it is not blocked\"}");
        assertThat(alice.post(address + "/unblock", form).statusCode()).isEqualTo(303);
        form.remove("request");
        assertThat(alice.post(address + "/unblock", form).statusCode()).isEqualTo(400);
    }

    private static Map<String, String> form(Browser browser, String page, Map<String, String> fields) {
        Map<String, String> form = new HashMap<>(fields);
        form.put("key", browser.key(page));
        form.put("request", UUID.randomUUID().toString());
        return form;
    }

    private static void say(String path, boolean done, String message) {
        Others.say(path, "[{\"id\": \"builder:twice\", \"done\": " + done + ", \"message\": \"" + message + "\"}]");
    }
}

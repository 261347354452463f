package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.Asks;
import dev.imprimatur.console.Browser;
import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Neighbours;
import dev.imprimatur.console.Wire;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * REST is what its description says: every endpoint is in it, every answer that it describes is seen here, and every
 * answer that is seen here is described and fits its schema. {@code -Dgolden.record=true} records the examples that are
 * missing.
 */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(Services.class)
class ContractTest {
    private static final String DIGEST = "sha256:" + "2".repeat(64);
    private static final String LOG = "b-0123456789abcdef0123";
    private static final String FAILURE =
            "{\"kind\": \"push-failed\", \"retryable\": true, \"message\": \"502 of mirror.example\"}";

    /** Described, and not seen here: for a reason. */
    private static final Set<String> SEEN_ELSEWHERE = Set.of(
            // It takes 600 writes a minute: SignedInReadingTest.
            " 429",
            // The database has to be away, or the read model be made again: DatabaseAwayTest, ReplayTest.
            " 503",
            // Plans only look, which needs no token here: SignedInReadingTest.
            "POST /api/plan 401");

    @Test
    void everyExampleFitsItsSchema() throws IOException {
        assertThat(Description.served().wrongExamples()).isEmpty();
    }

    @Test
    void everyAnswerIsAsItIsDescribedAndEachIsSeen() throws IOException {
        Description description = Description.served();
        Caller caller = new Caller(description);

        rebuilds(caller);
        rollbacks(caller);
        images(caller);
        publisher(caller);
        logs(caller);
        plans(caller);
        work(caller);
        deadLetters(caller);
        access(caller);
        readModel(caller);
        webhooks(caller);
        refusals(caller);

        assertThat(caller.problems()).isEmpty();
        Set<String> unseen = new TreeSet<>(description.answers());
        unseen.removeAll(caller.seen());
        unseen.removeIf(answer -> SEEN_ELSEWHERE.stream().anyMatch(answer::endsWith));
        assertThat(unseen).as("described, and never seen").isEmpty();
    }

    private static void rebuilds(Caller caller) throws IOException {
        Services.say("POST", "/api/plan", 404, "{\"error\": \"not-found\", \"message\": \"no image matches\"}");
        caller.ask("POST /api/rebuilds", 404, "{\"select\": \"nothing/*/*\"}");
        Services.say("POST", "/api/plan", 200, "{}");
        JsonNode made = caller.ask("POST /api/rebuilds", 202, """
                {"type": "rebuild-selected", "select": "node/22.*/*", "reason": "fix in libssl", "priority": "security",
                 "requestedBy": "alice", "allow": ["vanish"], "timeout": "PT2H", "id": "rb-contract"}""");
        caller.ask("POST /api/rebuilds", 409, "{\"type\": \"rebuild-all\", \"id\": \"rb-contract\"}");
        caller.ask("POST /api/rebuilds", 400, "{\"type\": \"gossip\"}");
        String id = made.path("id").asText();
        Wire.awaitEvents(id, 1);
        caller.ask("POST /api/rebuilds/{id}/cancel", 202, "{\"reason\": \"wrong\", \"requestedBy\": \"alice\"}", id);
        caller.ask("POST /api/rebuilds/{id}/cancel", 400, "{\"why\": \"wrong\"}", id);
        caller.ask("POST /api/rebuilds/{id}/cancel", 404, "{}", "rb-none");
        Wire.tell(
                "contract",
                List.of(
                        RebuildRequested.class,
                        RenderCompleted.class,
                        BuildCompleted.class,
                        TestCompleted.class,
                        PublishCompleted.class,
                        RebuildCompleted.class));
        caller.ask("POST /api/rebuilds/{id}/cancel", 409, "{}", "contract");
        caller.ask("GET /api/rebuilds/{id}", 200, "", "contract");
        caller.ask("GET /api/rebuilds/{id}", 404, "", "rb-none");
        caller.ask("GET /api/rebuilds", 200, "", "?limit=2");
        caller.ask("GET /api/rebuilds", 400, "", "?limit=0");
        caller.ask("GET /api/events", 200, "", "?rebuild=contract&limit=3");
        caller.ask("GET /api/events", 400, "", "?topic=gossip");
        caller.ask("GET /api/events", 410, "", "?after=9000000000");
        Services.say("GET", "/api/rebuilds/contract/images", 200, """
                [{"image": "node/22.23.3/bookworm", "state": "published", "digest": "%s", "tags": ["localhost:5000/node:22"]},
                 {"image": "node/24.1.0/bookworm", "state": "failed", "stage": "publish", "failure": %s,
                  "waitingFor": "registry localhost:5000"}]""".formatted(DIGEST, FAILURE));
        caller.ask("GET /api/rebuilds/{id}/images", 200, "", "contract");
        Services.say(
                "GET", "/api/rebuilds/contract/images", 400, "{\"error\": \"invalid\", \"message\": \"limit: 0\"}");
        caller.ask("GET /api/rebuilds/{id}/images", 400, "", "contract", "?limit=0");
        caller.ask("GET /api/rebuilds/{id}/images", 404, "", "rb-none");
        Services.say("GET", "/api/rebuilds/contract/images", 401, "");
        caller.ask("GET /api/rebuilds/{id}/images", 502, "", "contract");
    }

    private static void rollbacks(Caller caller) throws IOException {
        JsonNode made = caller.ask("POST /api/rollbacks", 202, """
                {"reference": "node:22", "to": "r3", "reason": "crashes on start", "requestedBy": "alice", "leaves": "%s",
                 "id": "rollback-contract"}""".formatted(DIGEST));
        caller.ask("POST /api/rollbacks", 409, "{\"reference\": \"node:24\", \"id\": \"rollback-contract\"}");
        caller.ask("POST /api/rollbacks", 400, "{}");
        caller.ask("GET /api/rollbacks", 200, "");
        caller.ask("GET /api/rollbacks", 400, "", "?page=-1");
        caller.ask("GET /api/rollbacks/{id}", 200, "", made.path("id").asText());
        caller.ask("GET /api/rollbacks/{id}", 404, "", "none");
    }

    private static void images(Caller caller) throws IOException {
        caller.ask("GET /api/images", 200, "", "?select=node");
        caller.ask("GET /api/images", 400, "", "?limit=0");
        caller.ask("GET /api/why", 200, "", "?reference=node:22");
        caller.ask("GET /api/why", 400, "");
        caller.ask("GET /api/why", 404, "", "?reference=none:1");
        caller.ask("GET /feeds/{repository}.atom", 200, "", "node");
        caller.ask("GET /feeds/{repository}.atom", 400, "", "Node");
        caller.ask("GET /feeds/{repository}.atom", 404, "", "none");
        caller.ask("GET /api/flakes", 200, "", "?since=2020-01-01T00:00:00Z");
        caller.ask("GET /api/flakes", 400, "", "?since=monday");
    }

    private static void publisher(Caller caller) throws IOException {
        passedOn(caller, "GET /api/drift", """
                [{"reference": "localhost:5000/node:22", "expected": "%s", "found": null, "seenAt": "2026-11-24T03:00:00Z"}]""".formatted(DIGEST));
        passedOn(caller, "GET /api/mirrors", """
                [{"registry": "mirror.example", "waiting": 1, "since": "2026-11-24T03:00:00Z", "failure": %s,
                  "images": [{"image": "node/22.23.3/bookworm", "publication": "rb-1/node/22.23.3/bookworm",
                              "since": "2026-11-24T03:00:00Z", "attempts": 2, "failure": null}]}]""".formatted(FAILURE));
        passedOn(caller, "GET /api/publications", """
                [{"rebuildId": "rb-1", "image": "node/22.23.3/bookworm", "digest": "%s", "unchanged": false, "state": "open",
                  "attempts": 1, "failure": null, "receivedAt": "2026-11-24T03:00:00Z", "finishedAt": null,
                  "waitingFor": "registry localhost:5000"}]""".formatted(DIGEST));
        passedOn(caller, "GET /api/refusals", """
                [{"id": "%1$s", "eventId": "rb-1/tested", "rebuildId": "rb-1", "image": "node/22.23.3/bookworm",
                  "digest": "%2$s", "kind": "untrusted-key", "message": "the key is not trusted",
                  "refusedAt": "2026-11-24T03:00:00Z"}]""".formatted("4".repeat(64), DIGEST));
        passedOn(caller, "GET /api/tags", """
                [{"reference": "localhost:5000/node:22", "digest": "%s", "image": "node/22.23.3/bookworm", "rebuildId": "rb-1",
                  "since": "2026-11-24T03:00:00Z"}]""".formatted(DIGEST));
        Services.say("GET", "/api/tags", 400, "{\"message\": \"repository: no\"}");
        caller.ask("GET /api/tags", 400, "", "?repository=No");
        passedOn(caller, "GET /api/tags/history", """
                [{"reference": "localhost:5000/node:22", "digest": "%s", "image": "node/22.23.3/bookworm", "revision": 3,
                  "rebuildId": "rb-1", "reason": null, "since": "2026-11-24T03:00:00Z", "until": null}]""".formatted(DIGEST));
        Services.say("GET", "/api/tags/history", 400, "{\"message\": \"reference: expected a tag\"}");
        caller.ask("GET /api/tags/history", 400, "");
        Services.say("GET", "/api/tags/history", 404, "{\"message\": \"never set\"}");
        caller.ask("GET /api/tags/history", 404, "", "?reference=none:1");
        String block = """
                {"digest": "%s", "image": "node/22.23.3/bookworm", "reason": "it loses data", "blockedBy": "alice",
                 "blockedAt": "2026-11-24T03:00:00Z"}""".formatted(DIGEST);
        passedOn(caller, "GET /api/blocks", "[" + block + "]");
        passedOn(caller, "PUT /api/blocks/{digest}", block, DIGEST);
        caller.ask("PUT /api/blocks/{digest}", 400, "", "latest");
        Services.say("DELETE", "/api/blocks/" + DIGEST, 204, "");
        caller.ask("DELETE /api/blocks/{digest}", 204, "", DIGEST);
        caller.ask("DELETE /api/blocks/{digest}", 400, "", "latest");
        Services.say("DELETE", "/api/blocks/" + DIGEST, 404, "{\"message\": \"it is not blocked\"}");
        caller.ask("DELETE /api/blocks/{digest}", 404, "", DIGEST);
        Services.say("DELETE", "/api/blocks/" + DIGEST, 401, "");
        caller.ask("DELETE /api/blocks/{digest}", 502, "", DIGEST);
        String releases = """
                [{"version": "22.23.3-r2", "releaseTimestamp": "2026-11-24T03:00:45Z", "digest": "%s", "isDeprecated": false}]""".formatted(DIGEST);
        passedOn(caller, "GET /api/releases/{repository}", releases, "team/node");
        caller.ask("GET /api/releases/{repository}", 400, "", "Team");
        caller.ask("GET /api/releases/{repository}", 404, "", "none");
    }

    /** What the publisher says is passed on, and that it does not answer is said. */
    private static void passedOn(Caller caller, String operation, String answer, String... parts) throws IOException {
        String[] words = operation.split(" ");
        String path = words[1];
        for (String part : parts) {
            path = path.replaceFirst("\\{[^}]*}", part);
        }
        Services.say(words[0], path, 200, answer);
        caller.ask(operation, 200, "", parts);
        Services.say(words[0], path, 401, "");
        caller.ask(operation, 502, "", parts);
    }

    private static void logs(Caller caller) throws IOException {
        Map<String, String> answers = Map.of(
                "", "==> Step 1/2\nok\n",
                "/records", """
                        [{"seq": 1, "attempt": 1, "keptAt": "2026-11-24T03:00:00Z", "previous": "", "digest": "%s",
                          "content": "H4sIAAAAAAAA/w=="}]""".formatted(DIGEST),
                "/lines", """
                        {"total": 2, "attempts": [{"attempt": 1, "first": 1, "last": 2}],
                         "lines": [{"number": 2, "attempt": 1, "time": "2026-11-24T03:00:00Z", "text": "ok"}], "hits": 1,
                         "next": null}""",
                "/follow", "event: end\ndata: {}\n\n");
        for (var answer : answers.entrySet()) {
            String operation = "GET /api/logs/{id}" + answer.getKey();
            String path = "/api/logs/" + LOG + answer.getKey();
            Services.say("GET", path, 200, answer.getValue());
            caller.ask(operation, 200, "", LOG);
            Services.say("GET", path, 410, "it was removed for its age");
            caller.ask(operation, 410, "", LOG);
            Services.say("GET", path, 404, "");
            caller.ask(operation, 404, "", LOG);
            Services.say("GET", path, 401, "");
            caller.ask(operation, 502, "", LOG);
        }
        caller.ask("GET /api/logs/{id}/lines", 400, "", LOG, "?count=0");
    }

    private static void plans(Caller caller) throws IOException {
        String order = "{\"select\": \"node/22.*/*\", \"stale\": false, \"allow\": [\"vanish\"]}";
        Services.say("POST", "/api/plan", 200, """
                {"revision": "5f1c0a", "notices": ["node 20 has no support any more"], "count": 1, "estimatedSeconds": 42,
                 "images": [{"image": "node/22.23.3/bookworm", "why": [{"kind": "selected", "detail": "node/22.*/*"}],
                             "tags": ["node:22"]}],
                 "tags": [{"tag": "node:22", "kind": "backward", "from": "node/22.23.4/bookworm", "to": "node/22.23.3/bookworm",
                           "needs": "backward"}],
                 "changes": {"new": 0, "moved": 0, "backward": 1, "takeover": 0, "vanished": 0, "unchanged": 0},
                 "refused": "node:22 would move backward"}""");
        caller.ask("POST /api/plan", 200, order);
        Services.say("POST", "/api/plan", 404, "{\"error\": \"not-found\", \"message\": \"no image matches\"}");
        caller.ask("POST /api/plan", 404, order);
        Services.say("POST", "/api/plan", 422, "{\"error\": \"catalog-invalid\", \"message\": \"line 3\"}");
        caller.ask("POST /api/plan", 422, order);
        Services.say("POST", "/api/plan", 401, "");
        caller.ask("POST /api/plan", 502, order);
        caller.ask("POST /api/plan", 400, "{\"images\": 3}");
    }

    private static void work(Caller caller) throws IOException {
        Services.say("GET", "/api/queue/own/build", 200, """
                {"waiting": 1, "running": 1, "workers": 1, "work": [
                  {"kind": "build", "rebuildId": "rb-1", "image": "node/22.23.3/bookworm", "priority": "manual", "ahead": 0,
                   "due": "2026-11-24T03:00:00Z", "delayed": false, "failures": 1, "attempts": 4,
                   "waitsFor": "engine unix:///run/docker.sock"}]}""");
        caller.ask("GET /api/queue", 200, "");
        caller.ask("GET /api/queue", 400, "", "?limit=0");
        Wire.send(
                Topic.BUILD_COMPLETED,
                Wire.fixture(BuildCompleted.class, "workers")
                        .replace("2026-11-24T03:00:1", Instant.now().toString().replaceFirst(":..\\..*", ":1"))
                        .replace("\"number\":", "\"worker\": \"builder-1\", \"number\":"));
        Wire.awaitEvents("workers", 1);
        caller.ask("GET /api/workers", 200, "");
    }

    private static void deadLetters(Caller caller) throws IOException {
        Wire.send(Topic.REBUILD_COMPLETED, "no end of the contract");
        String id = await().until(
                        () -> caller.ask("GET /api/dead-letters", 200, "", "?service=console&limit=500")
                                .path("letters")
                                .path(0)
                                .path("id")
                                .asText(),
                        found -> !found.isEmpty());
        caller.ask("GET /api/dead-letters", 400, "", "?state=lost");
        caller.ask("GET /api/dead-letters/{id}", 200, "", id);
        caller.ask("GET /api/dead-letters/{id}", 404, "", "none");
        Services.say("GET", "/api/dead-letters/own/tester:x", 401, "");
        caller.ask("GET /api/dead-letters/{id}", 502, "", "tester:x");
        String order = "{\"ids\": [\"%s\"], \"reason\": \"a typo by hand\", \"requestedBy\": \"alice\"}".formatted(id);
        caller.ask("POST /api/dead-letters/{act}", 200, order, "drop");
        caller.ask("POST /api/dead-letters/{act}", 400, "{\"ids\": []}", "drop");
    }

    private static void access(Caller caller) throws IOException {
        JsonNode made = caller.ask("POST /api/tokens", 201, """
                {"owner": "ci", "scopes": ["read"], "expiresAt": "2126-11-24T03:00:00Z"}""");
        caller.ask("POST /api/tokens", 400, "{\"owner\": \"ci\"}");
        caller.ask("GET /api/tokens", 200, "");
        caller.ask("DELETE /api/tokens/{id}", 200, "", made.path("id").asText());
        caller.ask("DELETE /api/tokens/{id}", 404, "", "tok-none");
        caller.ask("POST /api/sign-ins", 200, "");
        caller.ask("GET /api/audit", 200, "", "?limit=2");
        caller.ask("GET /api/audit", 400, "", "?limit=0");
    }

    private static void readModel(Caller caller) throws IOException {
        caller.ask(
                "POST /api/read-model/rebuild", 202, "{\"reason\": \"counts look wrong\", \"requestedBy\": \"alice\"}");
        // Another one may have ended in between.
        await().until(() -> {
            if (!caller.seen().contains("POST /api/read-model/rebuild 409")) {
                caller.ask("POST /api/read-model/rebuild", json().body("{}"));
            }
            return caller.seen().contains("POST /api/read-model/rebuild 409");
        });
        caller.ask("POST /api/read-model/rebuild", 400, "{\"why\": 1}");
        await().until(() ->
                caller.ask("GET /api/read-model", 200, "").path("replay").has("finishedAt"));
    }

    private static void webhooks(Caller caller) throws IOException {
        String order = "{\"url\": \"https://hooks.example/imprimatur\", \"topics\": [\"publish-completed\"]}";
        String id = caller.ask("POST /api/webhooks", 201, order).path("id").asText();
        caller.ask("POST /api/webhooks", 400, "{\"url\": \"gopher://x\"}");
        caller.ask("GET /api/webhooks", 200, "");
        caller.ask("GET /api/webhooks/{id}", 200, "", id);
        caller.ask("GET /api/webhooks/{id}", 404, "", "wh-none");
        caller.ask("POST /api/webhooks/{id}/enable", 200, "", id);
        caller.ask("POST /api/webhooks/{id}/enable", 404, "", "wh-none");
        caller.ask("POST /api/webhooks/{id}/rotate", 200, "", id);
        caller.ask("POST /api/webhooks/{id}/rotate", 400, "", id, "?overlap=soon");
        caller.ask("POST /api/webhooks/{id}/rotate", 404, "", "wh-none");
        for (int secrets = 2; secrets < 10; secrets++) {
            caller.ask("POST /api/webhooks/{id}/rotate", 200, "", id);
        }
        caller.ask("POST /api/webhooks/{id}/rotate", 409, "", id);
        tooManyWebhooks(caller, order);
        caller.ask("DELETE /api/webhooks/{id}", 204, "", id);
        caller.ask("DELETE /api/webhooks/{id}", 404, "", id);
    }

    private static void tooManyWebhooks(Caller caller, String order) throws IOException {
        List<String> made = new java.util.ArrayList<>();
        while (made.size() < 100 && !caller.seen().contains("POST /api/webhooks 409")) {
            var answer = caller.ask("POST /api/webhooks", json().body(order));
            if (answer.statusCode() == 201) {
                made.add(answer.path("id"));
            }
        }
        for (String id : made) {
            caller.ask("DELETE /api/webhooks/{id}", 204, "", id);
        }
    }

    private static io.restassured.specification.RequestSpecification json() {
        return given().noFilters()
                .header("Authorization", "Bearer " + dev.imprimatur.console.WithToken.token())
                .contentType(ContentType.JSON);
    }

    /** What each write, and what an admin alone may look at, is answered with where it is refused. */
    private static void refusals(Caller caller) throws IOException {
        String reader = Browser.token("read");
        for (String answer : new TreeSet<>(Description.served().answers())) {
            String operation = answer.substring(0, answer.lastIndexOf(' '));
            String[] parts =
                    operation.contains("{") ? new String[] {operation.contains("{act}") ? "drop" : "x"} : new String[0];
            switch (answer.substring(answer.lastIndexOf(' ') + 1)) {
                case "401" -> caller.ask(operation, given().noFilters().contentType(ContentType.JSON), parts);
                case "403" ->
                    caller.ask(
                            operation,
                            operation.startsWith("GET")
                                    ? given().noFilters().header("Authorization", "Bearer " + reader)
                                    : json().header("Origin", "https://evil.example"),
                            parts);
                case "413" -> caller.ask(operation, json().body("x".repeat(70_000)), parts);
                case "415" ->
                    caller.ask(operation, json().contentType("text/plain").body("x"), parts);
                default -> {}
            }
        }
    }
}

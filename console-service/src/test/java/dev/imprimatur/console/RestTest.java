package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Topic;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@ConsoleTest
class RestTest {

    @Test
    void aRebuildIsRequestedAndShown() {
        String id = given().contentType(ContentType.JSON)
                .body(
                        "{\"select\":\"node/22.*/*\",\"reason\":\"fix\",\"priority\":\"security\",\"requestedBy\":\"me\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(202)
                .header("Location", containsString("/api/rebuilds/rb-"))
                .body("id", matchesPattern("rb-\\d{8}-\\d{6}-[0-9a-f]{8}"))
                .body("state", equalTo("requested"))
                .body("type", equalTo("rebuild-selected"))
                .body("priority", equalTo("security"))
                .extract()
                .path("id");

        Wire.awaitEvents(id, 1);
        get("/api/events?topic=rebuild-requested&rebuild=" + id)
                .then()
                .body("[0].topic", equalTo("rebuild-requested"))
                .body("[0].key", equalTo(id))
                .body("[0].event.select", equalTo("node/22.*/*"))
                .body("[0].event.requestedBy", equalTo("me"));
        get("/api/rebuilds").then().body("id", hasItem(id));
        get("/api/rebuilds/" + id).then().body("images", hasSize(0)).body("planned", equalTo(0));
    }

    @Test
    void whatIsStaleIsRequestedWithWhatIsAllowed() {
        String id = given().contentType(ContentType.JSON)
                .body("{\"type\":\"rebuild-stale\",\"allow\":[\"vanish\"]}")
                .post("/api/rebuilds")
                .then()
                .statusCode(202)
                .body("type", equalTo("rebuild-stale"))
                .extract()
                .path("id");

        Wire.awaitEvents(id, 1);
        get("/api/events?topic=rebuild-requested&rebuild=" + id)
                .then()
                .body("[0].event.allow", equalTo(List.of("vanish")));
    }

    @Test
    void askedForAgainUnderItsIdItIsOne() {
        String order = """
                {"id":"rb-again","type":"rebuild-stale","select":"node/22.*/*","reason":"weekly","priority":"security",
                 "requestedBy":"me","allow":["vanish"],"timeout":"PT2H"}""";
        ask(order).statusCode(202).body("id", equalTo("rb-again"));
        Wire.awaitEvents("rb-again", 1);
        Wire.send(Topic.RENDER_COMPLETED, Wire.fixture(RenderCompleted.class, "rb-again"));
        Wire.awaitEvents("rb-again", 2);
        ask(order).statusCode(202).body("id", equalTo("rb-again")).body("state", equalTo("running"));

        for (String other : List.of(
                order.replace("stale", "selected"),
                order.replace("22", "24"),
                order.replace("weekly", "daily"),
                order.replace("security", "manual"),
                order.replace("\"me\"", "\"you\""),
                order.replace("vanish", "backward"),
                order.replace("PT2H", "PT3H"))) {
            ask(other).statusCode(409).body("message", containsString("'rb-again' is another rebuild"));
        }
        // What was asked for later comes later.
        ask("{\"id\":\"rb-later\",\"type\":\"rebuild-all\"}").statusCode(202);
        Wire.awaitEvents("rb-later", 1);
        get("/api/events?topic=rebuild-requested&rebuild=rb-again").then().body("$", hasSize(1));
    }

    private static ValidatableResponse ask(String order) {
        return given().contentType(ContentType.JSON)
                .body(order)
                .post("/api/rebuilds")
                .then();
    }

    @Test
    void aRebuildWithoutARequestOnRecordComesLast() {
        Wire.send(Topic.RENDER_COMPLETED, Wire.fixture(RenderCompleted.class, "unasked"));
        Wire.awaitEvents("unasked", 1);
        given().contentType(ContentType.JSON)
                .body("{\"type\":\"rebuild-all\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(202);

        List<String> requestedAt = get("/api/rebuilds?limit=500").jsonPath().getList("requestedAt");
        assertThat(requestedAt).contains((String) null);
        assertThat(requestedAt.getFirst()).isNotNull();
        assertThat(requestedAt.subList(requestedAt.indexOf(null), requestedAt.size()))
                .containsOnlyNulls();
    }

    /** Anybody who may send requests writes their time, and the list is by it. */
    @Test
    void noRequestIsBeforeThoseThatComeAfterIt() {
        Wire.send(
                Topic.REBUILD_REQUESTED,
                Wire.fixture(RebuildRequested.class, "of-9999")
                        .replace("2026-11-24T03:00:00Z", "9999-12-31T00:00:00Z"));
        Wire.awaitEvents("of-9999", 1);
        ask("{\"id\":\"rb-genuine\",\"type\":\"rebuild-all\"}").statusCode(202);

        get("/api/rebuilds?limit=1").then().body("id", equalTo(List.of("rb-genuine")));
    }

    /** As one that a reader has from before the database was set back. */
    @Test
    void aSequenceNumberThatNoEventHasHadIsGone() {
        ask("{\"id\":\"rb-numbered\",\"type\":\"rebuild-all\"}").statusCode(202);
        Wire.awaitEvents("rb-numbered", 1);
        long seq = get("/api/events?rebuild=rb-numbered").jsonPath().getLong("[0].seq");

        get("/api/events?rebuild=rb-numbered&after=" + seq)
                .then()
                .statusCode(200)
                .body("$", hasSize(0));
        get("/api/events?after=" + (seq + 1_000_000))
                .then()
                .statusCode(410)
                .body("error", equalTo("gone"))
                .body("message", containsString("begin at 0"));
    }

    @Test
    void aCancelOfNoRebuildMakesNone() {
        Wire.send(Topic.REBUILD_CANCEL_REQUESTED, Wire.fixture(RebuildCancelRequested.class, "no-such"));
        Wire.awaitEvents("no-such", 1);

        get("/api/rebuilds/no-such").then().statusCode(404);
        get("/api/rebuilds?limit=500").then().body("id", not(hasItem("no-such")));
        given().header("Accept", "text/html").get("/rebuilds/no-such").then().statusCode(404);
    }

    @Test
    void aRebuildIsCancelledOnlyWhileItGoesOn() {
        cancel("none", "{}").statusCode(404).body("message", containsString("no rebuild 'none'"));
        String id = given().contentType(ContentType.JSON)
                .body("{\"type\":\"rebuild-all\",\"timeout\":\"PT2H\"}")
                .post("/api/rebuilds")
                .path("id");

        cancel(id, "{\"reason\":\"wrong\",\"requestedBy\":\"me\"}")
                .statusCode(202)
                .body("id", equalTo(id));
        Wire.awaitEvents(id, 2);
        get("/api/events?topic=rebuild-requested&rebuild=" + id).then().body("[0].event.timeout", equalTo("PT2H"));
        get("/api/events?topic=rebuild-cancel-requested&rebuild=" + id)
                .then()
                .body("[0].event.type", equalTo("rebuild-cancel"))
                .body("[0].event.reason", equalTo("wrong"));
        get("/api/rebuilds/" + id)
                .then()
                .body("state", equalTo("requested"))
                .body("cancelReason", equalTo("wrong (me)"));

        Wire.send(Topic.REBUILD_COMPLETED, cancelledEnd(id));
        Wire.awaitEvents(id, 3);
        get("/api/rebuilds/" + id)
                .then()
                .body("state", equalTo("cancelled"))
                .body("failed", equalTo(0))
                .body("cancelled", equalTo(1))
                .body("superseded", equalTo(1))
                .body("images.stage", equalTo(List.of("cancelled", "superseded")))
                .body("images.failedStage", equalTo(List.of("build", "render")));
        get("/api/why?reference=cut/1/x").then().body("logs.stage", equalTo(List.of("build")));
        get("/api/why?reference=cut/2/x").then().body("logs", hasSize(0));
        cancel(id, "{}").statusCode(409).body("message", equalTo("rebuild " + id + " has ended already: cancelled"));
    }

    private static ValidatableResponse cancel(String id, String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/rebuilds/" + id + "/cancel")
                .then();
    }

    private static String cancelledEnd(String id) {
        return """
                {"rebuildId": "%s", "outcome": "cancelled",
                 "failure": {"kind": "cancelled", "message": "the rebuild was cancelled: wrong (me)"},
                 "cancelled": [{"image": "cut/1/x", "stage": "build",
                                "failure": {"kind": "cancelled", "message": "the rebuild was cancelled: wrong (me)"}}],
                 "superseded": [{"image": "cut/2/x", "stage": "render",
                                 "failure": {"kind": "superseded", "message": "rebuild rb-2 does it instead"}}]}
                """.formatted(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{}|type: expected rebuild-all",
                "{'type':'rebuild-some'}|type: expected rebuild-all",
                "{'type':'rebuild-selected'}|select: expected patterns",
                "{'select':'node/*/*,,'}|select: expected patterns",
                "{'type':'rebuild-all','select':'node'}|select: does not go with rebuild-all",
                "{'type':'rebuild-all','priority':'now'}|priority: not a priority: 'now'",
                "{'type':'rebuild-all','timeout':'2h'}|timeout: expected an ISO-8601 duration",
                "{'type':'rebuild-all','timeout':'PT0S'}|timeout: expected an ISO-8601 duration",
                "{'type':'rebuild-all','timeout':'PT721H'}|timeout: expected an ISO-8601 duration",
                "{'type':'rebuild-stale','select':' '}|select: expected patterns",
                "{'type':'rebuild-stale','allow':['all']}|allow: 'all' cannot be allowed, expected backward, takeover",
                "{'type':'rebuild-all','prio':'manual'}|prio: there is no such field",
                "{'type':{}}|type: ",
                "garbage|the body is not the JSON object",
                "''|the body is not the JSON object",
            })
    void whatIsWrongIsSaidWithTheField(String body, String message) {
        given().contentType(ContentType.JSON)
                .body(body.replace('\'', '"'))
                .post("/api/rebuilds")
                .then()
                .statusCode(400)
                .contentType(ContentType.JSON)
                .body("message", startsWith(message));
    }

    @ParameterizedTest
    @CsvSource({
        "/api/rebuilds/none,404,not-found",
        "/api/why?reference=none:1,404,not-found",
        "/api/why,400,invalid",
        "/api/events?topic=gossip,400,invalid",
        "/api/events?limit=0,400,invalid",
        "/api/events?wait=31,400,invalid",
        "/api/logs/none,404,not-found",
        "/api/nothing,404,not-found",
    })
    void errorsAreJson(String path, int status, String error) {
        get(path)
                .then()
                .statusCode(status)
                .contentType(ContentType.JSON)
                .body("error", equalTo(error))
                .body("message", not(equalTo("")));
    }

    @Test
    void imagesArePickedByGlobFamilyOrTag() {
        Wire.send(Topic.PUBLISH_COMPLETED, published("pick-1", "pick", "1.9.0", '1'));
        Wire.send(Topic.PUBLISH_COMPLETED, published("pick-2", "pick", "1.12.0", '2'));
        Wire.send(Topic.PUBLISH_COMPLETED, published("pick-3", "other", "3.0.0", '3'));
        List.of("pick-1", "pick-2", "pick-3").forEach(rebuild -> Wire.awaitEvents(rebuild, 1));

        assertThat(picked("pick")).containsExactly("pick/1.9.0/bookworm", "pick/1.12.0/bookworm");
        assertThat(picked("pick/1.1*/*")).containsExactly("pick/1.12.0/bookworm");
        assertThat(picked("pick/1.9.?/bookworm,other/*/*"))
                .containsExactly("other/3.0.0/bookworm", "pick/1.9.0/bookworm");
        assertThat(picked("pick-bookworm:1.9")).containsExactly("pick/1.9.0/bookworm");
        assertThat(picked("nothing")).isEmpty();
        get("/api/images?select=other/*/*")
                .then()
                .body("[0].image", equalTo("other/3.0.0/bookworm"))
                .body("[0].version", equalTo("3.0.0"))
                .body("[0].variant", equalTo("bookworm"))
                .body("[0].digest", startsWith("sha256:3333"))
                .body("[0].rebuildId", equalTo("pick-3"))
                .body("[0].publishedAt", equalTo("2026-11-24T03:00:45Z"))
                .body("[0].tags", hasItem("localhost:5000/other:3.0.0"));
    }

    private static List<String> picked(String select) {
        return given().queryParam("select", select)
                .get("/api/images")
                .jsonPath()
                .getList("image");
    }

    private static String published(String rebuild, String family, String version, char digest) {
        return Wire.fixture(PublishCompleted.class, rebuild)
                .replace("node", family)
                .replace("22.23.3", version)
                .replace("2".repeat(64), String.valueOf(digest).repeat(64));
    }

    @Test
    void whyTellsEverything() {
        for (Class<? extends Event> type : List.of(
                RebuildRequested.class,
                RenderCompleted.class,
                BuildCompleted.class,
                TestCompleted.class,
                PublishCompleted.class)) {
            Wire.send(
                    Topic.of(type),
                    Wire.fixture(type, "whole")
                            .replace("node-bookworm", "whole-bookworm")
                            .replace("node:", "whole:")
                            .replace("node/22", "whole/22"));
        }
        Wire.awaitEvents("whole", 5);

        for (String reference :
                List.of("whole/22.23.3/bookworm", "localhost:5000/whole:22", "whole-bookworm:22.23", "whole:jod")) {
            JsonPath story = get("/api/why?reference=" + reference).jsonPath();
            assertThat(story.getString("run.rebuildId")).isEqualTo("whole");
            assertThat(story.getString("run.stage")).isEqualTo("published");
            assertThat(story.getString("request.requestedBy")).isEqualTo("cron");
            assertThat(story.getString("dockerfile")).startsWith("FROM localhost:5000/node-base@sha256:");
            assertThat(story.getList("bases")).hasSize(1);
            assertThat(story.getList("buildAttempts")).hasSize(2);
            assertThat(story.getString("tests[0].outcome")).isEqualTo("passed");
            assertThat(story.getString("signer")).hasSize(64);
            assertThat(story.getList("published")).hasSize(8);
            assertThat(story.getList("logs.stage")).containsExactly("build", "test", "publish");
        }
        get("/api/why?reference=localhost:5000/whole@sha256:" + "2".repeat(64))
                .then()
                .statusCode(200)
                .body("run.digest", equalTo("sha256:" + "2".repeat(64)));
    }

    @Test
    void archivesAreNotKept() {
        Wire.tell("archives", List.of(RenderCompleted.class));

        get("/api/events?rebuild=archives")
                .then()
                .body("[0].event.context.digest", startsWith("sha256:"))
                .body("[0].event.tests[0].name", equalTo("hello"));
        assertThat(get("/api/events?rebuild=archives").asString()).doesNotContain("\"tar\"");
    }

    @Test
    void whoWaitsIsAnsweredAtOnce() {
        CompletableFuture<JsonPath> waiting = CompletableFuture.supplyAsync(
                () -> get("/api/events?rebuild=awaited&wait=20").jsonPath());
        Wire.send(Topic.REBUILD_REQUESTED, Wire.fixture(RebuildRequested.class, "awaited"));

        JsonPath events = waiting.orTimeout(15, TimeUnit.SECONDS).join();
        assertThat(events.getList("key")).containsExactly("awaited");
        int seq = events.getInt("[0].seq");
        long before = System.nanoTime();
        get("/api/events?rebuild=awaited&wait=1&after=" + seq).then().body("", hasSize(0));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    void itIsReadyAndDescribesItself() {
        get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(
                        "checks.find { it.name == 'keys' }.data.keySet()",
                        hasItems(
                                "imprimatur.order.keys",
                                "imprimatur.builds.keys",
                                "imprimatur.trust.keys",
                                "imprimatur.publications.keys"));
        get("/q/openapi?format=json").then().statusCode(200).body("paths", hasKey("/api/why"));
    }
}

package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.Topic;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

@ConsoleTest
class RollbackTest {

    @Test
    void isRequestedAndFollowedToItsEnd() {
        String id = given().contentType(ContentType.JSON)
                .body("{\"reference\":\"node:22\",\"reason\":\"crashes\",\"requestedBy\":\"ann\"}")
                .post("/api/rollbacks")
                .then()
                .statusCode(202)
                .header("Location", containsString("/api/rollbacks/rollback-"))
                .body("state", equalTo("requested"))
                .extract()
                .path("id");
        Wire.awaitEvents(id, 1);
        get("/api/events?topic=rollback-requested&rebuild=" + id)
                .then()
                .body("[0].event.reference", equalTo("node:22"))
                .body("[0].event.requestedBy", equalTo("ann"));

        Wire.send(Topic.ROLLBACK_COMPLETED, Wire.fixture(RollbackCompleted.class, id));
        Wire.awaitEvents(id, 2);

        get("/api/rollbacks/" + id)
                .then()
                .body("state", equalTo("succeeded"))
                .body("revision", equalTo(1))
                .body("reason", equalTo("crashes"))
                .body("tags", hasSize(3));
        get("/api/rollbacks").then().body("id", hasItem(id));
        get("/api/rebuilds/" + id).then().statusCode(404);
    }

    /** The renderer has carried out the first by then, and leaves the second aside. */
    @Test
    void anotherRequestUnderItsIdDoesNotChangeIt() {
        String first = Wire.fixture(RollbackRequested.class, "rollback-first");
        Wire.sendAsIs(Topic.ROLLBACK_REQUESTED, "rollback-first", first);
        Wire.sendAsIs(
                Topic.ROLLBACK_REQUESTED,
                "rollback-first",
                first.replace("/e7", "/other")
                        .replace("node:22", "alpine:3")
                        .replace("crashes on start", "no reason")
                        .replace("cli:ann", "mallory")
                        .replace("08:00:00Z", "09:00:00Z"));
        Wire.awaitEvents("rollback-first", 2);

        get("/api/rollbacks/rollback-first")
                .then()
                .body("reference", equalTo("node:22"))
                .body("to", equalTo("node:22.23.3-r1"))
                .body("reason", equalTo("crashes on start"))
                .body("requestedBy", equalTo("cli:ann"))
                .body("requestedAt", equalTo(Wire.timeOfFirst("rollback-first")));
    }

    @Test
    void askedForAgainUnderItsIdItIsOne() {
        String order = """
                {"id":"rollback-again","reference":"node:22","to":"r1","reason":"crashes","requestedBy":"ann","leaves":"%s"}""".formatted("sha256:" + "3".repeat(64));
        for (int time = 0; time < 2; time++) {
            ask(order)
                    .statusCode(202)
                    .header("Location", endsWith("/api/rollbacks/rollback-again"))
                    .body("id", equalTo("rollback-again"))
                    .body("state", equalTo("requested"));
        }
        Wire.send(Topic.ROLLBACK_COMPLETED, Wire.fixture(RollbackCompleted.class, "rollback-again"));
        await().untilAsserted(() -> get("/api/rollbacks/rollback-again").then().body("state", equalTo("succeeded")));
        ask(order).statusCode(202).body("state", equalTo("succeeded"));

        for (String other : List.of(
                order.replace("node:22", "node:24"),
                order.replace("r1", "r2"),
                order.replace("crashes", "is slow"),
                order.replace("\"ann\"", "\"bob\""),
                order.replace("3333", "4444"))) {
            ask(other).statusCode(409).body("message", containsString("'rollback-again' is another rollback"));
        }
        // What was asked for later comes later.
        ask("{\"id\":\"rollback-later\",\"reference\":\"node:22\"}").statusCode(202);
        Wire.awaitEvents("rollback-later", 1);
        get("/api/events?topic=rollback-requested&rebuild=rollback-again")
                .then()
                .body("$", hasSize(1));
    }

    private static ValidatableResponse ask(String order) {
        return given().contentType(ContentType.JSON)
                .body(order)
                .post("/api/rollbacks")
                .then();
    }

    @Test
    void anEndOfARollbackThatNoPublisherSignedChangesNothingAndIsADeadLetter() {
        String id = given().contentType(ContentType.JSON)
                .body("{\"reference\":\"node:22\",\"reason\":\"crashes\"}")
                .post("/api/rollbacks")
                .path("id");
        Wire.awaitEvents(id, 1);
        String end = Wire.fixture(RollbackCompleted.class, id);

        Wire.sendAsIs(Topic.ROLLBACK_COMPLETED, "one", end);
        Wire.sendAsIs(Topic.MIRROR_COMPLETED, "one", Wire.fixture(MirrorCompleted.class, id));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> get("/api/dead-letters?service=console&limit=500")
                        .then()
                        .body(
                                "letters.findAll { it.reason.contains('" + id
                                        + "') && it.reason.contains('is not signed by a publisher') }.topic",
                                containsInAnyOrder("rollback-completed", "mirror-completed")));
        get("/api/rollbacks/" + id).then().body("state", equalTo("requested"));
        get("/api/events?rebuild=" + id).then().body("$", hasSize(1));

        Wire.sendAsIs(Topic.ROLLBACK_COMPLETED, "one", Wire.signed(Topic.ROLLBACK_COMPLETED, end));
        Wire.awaitEvents(id, 2);
        get("/api/rollbacks/" + id).then().body("state", equalTo("succeeded"));
    }

    @Test
    void whatIsWrongIsNamed() {
        given().contentType(ContentType.JSON)
                .body("{\"to\":\"r1\"}")
                .post("/api/rollbacks")
                .then()
                .statusCode(400)
                .body("message", containsString("reference: expected"));
        ask("{\"reference\":\"node:22\",\"id\":\"one id\"}")
                .statusCode(400)
                .body("message", containsString("id: expected up to 64 letters"));
        get("/api/rollbacks/none").then().statusCode(404);
    }

    @Test
    void theImageIsWhatItWentBackTo() {
        String good = Wire.fixture(PublishCompleted.class, "good").replace("node", "back");
        String bad = Wire.fixture(PublishCompleted.class, "bad")
                .replace("node", "back")
                .replace("sha256:2222", "sha256:7777")
                .replace("03:00:45Z", "04:00:45Z");
        String back = good.replaceFirst("\"eventId\": \"good/", "\"eventId\": \"rollback/")
                .replace("03:00:45Z", "05:00:45Z")
                .replaceFirst("\\{", "{\"rollback\": {\"rebuildId\": \"rollback-2\", \"reason\": \"crashes\"},");
        Wire.send(Topic.PUBLISH_COMPLETED, good);
        Wire.awaitEvents("good", 1);
        Wire.send(Topic.PUBLISH_COMPLETED, bad);
        Wire.awaitEvents("bad", 1);
        assertThat(get("/api/images?select=back").jsonPath().getString("[0].rebuildId"))
                .isEqualTo("bad");

        Wire.send(Topic.PUBLISH_COMPLETED, back);
        Wire.awaitEvents("good", 2);

        get("/api/images?select=back")
                .then()
                .body("rebuildId", contains("good"))
                .body("publishedAt", contains("2026-11-24T05:00:45Z"))
                .body("[0].tags", hasSize(8));
        get("/api/why?reference=back:22").then().body("run.restoredAt", equalTo("2026-11-24T05:00:45Z"));
    }
}

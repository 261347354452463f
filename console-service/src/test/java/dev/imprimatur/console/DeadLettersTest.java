package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.imprimatur.console.Neighbours.Service;
import dev.imprimatur.events.Topic;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The dead letters of all services in one place. */
@ConsoleTest
@WithTestResource(Neighbours.class)
@Asks(DeadLettersTest.Builder.class)
class DeadLettersTest {
    private static final String THEIRS = "builder:build-completed-0-1-1";

    /** A builder that has one letter; the other services do not answer. */
    public static class Builder extends Neighbour {
        public Builder() {
            super("/api/dead-letters/own");
        }

        @Override
        protected Answer answer(URI asked, String body) {
            String letter = """
                    {"id": "%s", "service": "builder", "topic": "build-completed", "bytes": 3, "kind": "k",
                     "reason": "r", "notedAt": "2026-11-01T00:00:00Z", "refusedAt": "2026-11-01T00:00:00Z",
                     "refusals": 1, "state": "waiting", "later": "a field of a later release"}""".formatted(THEIRS);
            if (asked.getPath().endsWith("/drop")) {
                return new Answer(
                        200,
                        body.contains(THEIRS) && body.contains("noise")
                                ? "[{\"id\": \"" + THEIRS + "\", \"done\": true, \"message\": \"dropped\"}]"
                                : "[]");
            }
            return asked.getPath().endsWith(THEIRS)
                    ? new Answer(200, "{\"letter\": " + letter + ", \"headers\": [], \"value\": \"abc\"}")
                    : new Answer(200, "[" + letter + "]");
        }

        @Override
        protected Set<Service> services() {
            return Set.of(Service.BUILDER);
        }
    }

    @Test
    void aPageDecidesForAnAdmin() {
        Browser admin = Browser.admin();
        assertThat(admin.page("/dead-letters")).contains("Redrive it</button>", "Drop it</button>");
        Map<String, String> form = Map.of("id", THEIRS, "reason", "noise");

        Response answer = admin.send("/dead-letters", "/dead-letters/drop", form);

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.header("Location")).endsWith("/dead-letters");
        Response refused =
                admin.send("/dead-letters", "/dead-letters/drop", Map.of("id", THEIRS, "reason", "another one"));
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(admin.send("/dead-letters", "/dead-letters/drop", Map.of("reason", "none"))
                        .statusCode())
                .isEqualTo(400);
        Browser lesser = Browser.of("rebuild", "rollback");
        assertThat(lesser.page("/dead-letters")).contains("needs the scope admin");
        assertThat(lesser.send("/dead-letters", "/dead-letters/drop", form).statusCode())
                .isEqualTo(403);
        assertThat(Browser.stranger()
                        .send("/dead-letters", "/dead-letters/drop", form)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void aFormOfAPageIsKnownByItsLetterAndNotByItsPlace() {
        assertThat(Browser.admin().page("/dead-letters"))
                .contains("<details class=\"ask\" id=\"letter-" + THEIRS + "\">");
    }

    @Test
    void areThoseOfEachServiceThatAnswers() {
        String own = ownLetter();

        get("/api/dead-letters?limit=500")
                .then()
                .statusCode(200)
                .body("letters.id", hasItem(THEIRS))
                .body("letters.id", hasItem(own))
                .body("silent.service", contains("renderer", "tester", "publisher"))
                .body("silent[0].why", containsString("imprimatur.console.renderer"));
        get("/api/dead-letters?service=builder&limit=1")
                .then()
                .body("letters.id", contains(THEIRS))
                .body("next", equalTo("2026-11-01T00:00:00Z/" + THEIRS));
        get("/api/dead-letters/" + THEIRS).then().statusCode(200).body("value", equalTo("abc"));
        get("/api/dead-letters/tester:none")
                .then()
                .statusCode(502)
                .contentType("application/problem+json")
                .body("title", equalTo("Service unreachable"));
        get("/api/dead-letters/nobody:none").then().statusCode(404);
    }

    @Test
    void decisionsGoToTheServiceThatKeepsTheLetter() {
        String own = ownLetter();

        decide("drop", List.of(own, THEIRS, "tester:x", "nobody:y"))
                .statusCode(200)
                .body("id", contains(own, THEIRS, "tester:x", "nobody:y"))
                .body("done", contains(true, true, false, false))
                .body("[2].message", containsString("the tester (imprimatur.console.tester) cannot be asked"));
        get("/api/dead-letters?service=console&limit=500").then().body("letters.id", not(hasItem(own)));
        get("/api/dead-letters?service=console&state=dropped&limit=500")
                .then()
                .body("letters.find { it.id == '" + own + "' }.decidedBy", equalTo("ann"))
                .body("letters.find { it.id == '" + own + "' }.decidedWhy", equalTo("noise"));

        decide("restore", List.of(own)).body("done", contains(true));
        decide("redrive", List.of(own))
                .body("done", contains(false))
                .body("[0].message", containsString("refused again: the message is not JSON"));
        get("/api/dead-letters/" + own).then().body("letter.refusals", equalTo(2));
    }

    @Test
    void whatIsWrongIsNamed() {
        decide("redrive", List.of()).statusCode(400).body("message", containsString("ids: "));
        decide("drop", Collections.singletonList(null)).statusCode(400).body("message", containsString("ids: "));
        given().contentType(ContentType.JSON)
                .body(Map.of("ids", List.of(THEIRS)))
                .post("/api/dead-letters/drop")
                .then()
                .statusCode(400)
                .body("message", containsString("reason: "));
        get("/api/dead-letters?state=lost").then().statusCode(400).body("message", containsString("state: "));
        get("/api/dead-letters?after=x").then().statusCode(400).body("message", containsString("after: "));
        get("/api/dead-letters?service=x").then().statusCode(400).body("message", containsString("service: "));
    }

    /** One that the console itself refused: no event at all. */
    private static String ownLetter() {
        String key = UUID.randomUUID().toString();
        Wire.sendAsIs(Topic.REBUILD_COMPLETED, key, "no event");
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> get("/api/dead-letters?service=console&limit=500")
                                .jsonPath()
                                .getString("letters.find { it.key == '" + key + "' }.id"),
                        id -> id != null);
    }

    private static ValidatableResponse decide(String act, List<String> ids) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("ids", ids, "reason", "noise", "requestedBy", "ann"))
                .post("/api/dead-letters/" + act)
                .then();
    }
}

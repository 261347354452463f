package dev.imprimatur.console.audit;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.ConsoleTest;
import dev.imprimatur.console.Wire;
import dev.imprimatur.console.WithToken;
import dev.imprimatur.events.RebuildRequested;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who asked for what is written down, whatever comes of it. */
@ConsoleTest
class AuditTest {
    @Inject
    OldAudit old;

    @Test
    void whatIsDoneIsThereWithWhoAndWhyAndIsNoRequestOfKafkas() {
        String me = "audited-" + UUID.randomUUID();
        String id = ask("{\"select\":\"audited/*/*\",\"reason\":\"a fix\",\"requestedBy\":\"" + me + "\"}")
                .then()
                .statusCode(202)
                .extract()
                .path("id");

        Map<String, Object> act = newest("claims", me);
        assertThat(act)
                .containsEntry("way", "rest")
                .containsEntry("who", "admin-token-file")
                .containsEntry("address", "127.0.0.1")
                .containsEntry("act", "POST /api/rebuilds")
                .containsEntry("about", "audited/*/*")
                .containsEntry("reason", "a fix")
                .containsEntry("status", 202)
                .containsEntry("outcome", "/api/rebuilds/" + id);
        Wire.awaitEvents(id, 1);
        assertThat(acts("who=" + me)).hasSize(1);
    }

    @Test
    void whatIsRefusedIsThereToo() {
        given().noFilters()
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/rollbacks")
                .then()
                .statusCode(401);
        assertThat(newest("act", "POST /api/rollbacks"))
                .containsEntry("who", "no token")
                .containsEntry("status", 401)
                .doesNotContainKeys("token", "reason");

        given().contentType(ContentType.JSON)
                .body("{}")
                .post("/api/rollbacks")
                .then()
                .statusCode(400);
        assertThat(newest("act", "POST /api/rollbacks"))
                .containsEntry("who", "admin-token-file")
                .containsEntry("status", 400)
                .hasEntrySatisfying(
                        "outcome", outcome -> assertThat(outcome.toString()).startsWith("reference: "));
        assertThat(acts("refused=true"))
                .allSatisfy(act -> assertThat((int) act.get("status")).isGreaterThanOrEqualTo(400));
    }

    /** One who knows the id of a request that the console sent hides no other behind it. */
    @Test
    void whatCameOverKafkaIsWhatItClaims() {
        Wire.tell("audited-kafka", List.of(RebuildRequested.class));

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(acts("way=kafka"))
                        .anySatisfy(act -> assertThat(act)
                                .containsEntry("act", "rebuild-requested")
                                .hasEntrySatisfying(
                                        "about",
                                        about -> assertThat(about.toString()).startsWith("audited-kafka"))
                                .hasEntrySatisfying(
                                        "who", who -> assertThat(who.toString()).startsWith("Kafka, claims to be "))));
    }

    @Test
    void tokensAreAuditedAndNeverShown() {
        JsonPath made = given().contentType(ContentType.JSON)
                .body("{\"owner\":\"audited\",\"scopes\":[\"read\"]}")
                .post("/api/tokens")
                .then()
                .statusCode(201)
                .extract()
                .jsonPath();
        String id = made.getString("id");
        assertThat(newest("act", "POST /api/tokens")).containsEntry("outcome", "/api/tokens/" + id);
        given().noFilters()
                .header("Authorization", "Bearer " + made.getString("token"))
                .delete("/api/tokens/" + id)
                .then()
                .statusCode(403);
        assertThat(newest("act", "DELETE /api/tokens/" + id))
                .containsEntry("who", "audited")
                .containsEntry("token", id)
                .containsEntry("status", 403);
        assertThat(get("/api/audit?limit=1000").asString()).doesNotContain(made.getString("token"), WithToken.token());
        given().noFilters().get("/api/audit").then().statusCode(401);
    }

    @Test
    void pagesLeadOnAndFiltersAreChecked() {
        ask("{}");
        ask("{}");
        Response first = get("/api/audit?limit=1");
        first.then().statusCode(200).body("", hasSize(1));
        Matcher next = Pattern.compile("<.*(/api/audit[^>]*)>; rel=\"next\"").matcher(first.header("Link"));
        assertThat(next.matches()).isTrue();
        assertThat(get(next.group(1)).jsonPath().getInt("[0].seq"))
                .isLessThan(first.jsonPath().getInt("[0].seq"));
        get("/api/audit?since=soon").then().statusCode(400).body("message", startsWith("since: "));
        given().urlEncodingEnabled(false)
                .get("/api/audit?since=%2B999999999-12-31T00:00:00Z")
                .then()
                .statusCode(400)
                .body("message", startsWith("since: "));
        get("/api/audit?since=2999-01-01T00:00:00Z").then().body("", equalTo(List.of()));
    }

    /** A plan changes nothing, and looking is not written down. */
    @Test
    void lookingIsNotWrittenDown() {
        get("/api/rebuilds");
        given().contentType(ContentType.JSON).body("{}").post("/api/plan");
        assertThat(acts("limit=1000"))
                .noneMatch(act -> act.get("act").toString().contains("/api/plan"))
                .noneMatch(act -> act.get("act").toString().startsWith("GET"));
    }

    @Test
    @Transactional
    void whatIsOldGoes() {
        AuditRow row = AuditRow.of(Instant.parse("2020-01-01T00:00:00Z"), AuditRow.REST, "POST /old");
        row.persist();
        AuditRow.flush();

        assertThat(old.expire(Instant.now()).count()).isEqualTo(1);
        assertThat(AuditRow.count("act", "POST /old")).isZero();
    }

    private static Response ask(String order) {
        return given().contentType(ContentType.JSON).body(order).post("/api/rebuilds");
    }

    private static List<Map<String, Object>> acts(String query) {
        return get("/api/audit?" + query).jsonPath().getList("");
    }

    private static Map<String, Object> newest(String field, String value) {
        return acts("limit=100").stream()
                .filter(act -> value.equals(act.get(field)))
                .findFirst()
                .orElseThrow();
    }
}

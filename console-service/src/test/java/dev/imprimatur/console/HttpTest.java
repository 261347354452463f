package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.blankString;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.Topic;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every resource: how errors look, entity tags, and pages. */
@ConsoleTest
class HttpTest {
    private static final Pattern NEXT = Pattern.compile("<(.*)>; rel=\"next\"");

    @ParameterizedTest
    @CsvSource({
        "/api/rebuilds/none, 404, not-found, Not found",
        "/api/rebuilds?limit=0, 400, invalid, Invalid",
        "/api/no-such-resource, 404, not-found, Not found"
    })
    void anErrorIsAProblemAndHasTheFieldsThatItAlwaysHad(String path, int status, String error, String title) {
        Response answer = get(path);

        answer.then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:imprimatur:problem:" + error))
                .body("title", equalTo(title))
                .body("status", equalTo(status))
                .body("error", equalTo(error));
        assertThat(answer.jsonPath().getString("detail"))
                .isEqualTo(answer.jsonPath().getString("message"))
                .isNotBlank();
    }

    @Test
    void whatIsRefusedAtTheDoorIsAProblemToo() {
        given().header("Host", "evil.example")
                .get("/api/images")
                .then()
                .statusCode(403)
                .contentType("application/problem+json")
                .body("type", equalTo("urn:imprimatur:problem:foreign-host"))
                .body("status", equalTo(403))
                .body("error", equalTo("foreign-host"));
    }

    @ParameterizedTest
    @CsvSource({
        "tagged-1, /api/images?select=tagged-1",
        "tagged-2, /api/rebuilds?limit=1000",
        "tagged-3, /api/rebuilds/tagged-3"
    })
    void whatIsKnownIsNotSentAgainUntilItChanges(String name, String path) {
        publish(name, name, "03:00:45Z");
        AtomicReference<String> known = new AtomicReference<>();
        // What the tests before have sent may still change the list of all rebuilds.
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            String now = get(path).then().statusCode(200).extract().header("ETag");
            given().header("If-None-Match", now)
                    .get(path)
                    .then()
                    .statusCode(304)
                    .header("ETag", now)
                    .body(blankString());
            given().header("If-None-Match", "\"another\"").get(path).then().statusCode(200);
            given().header("If-Match", "\"another\"").get(path).then().statusCode(412);
            given().header("If-Match", now).get(path).then().statusCode(200);
            known.set(now);
        });
        String tag = known.get();

        Wire.send(Topic.REBUILD_REQUESTED, Wire.fixture(RebuildRequested.class, name));
        publish(name, name + "-later", "05:00:45Z");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().header("If-None-Match", tag)
                        .get(path)
                        .then()
                        .statusCode(200)
                        .header("ETag", not(equalTo(tag))));
        get("/api/rebuilds/none").then().header("ETag", nullValue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rollbacks",
                "/api/webhooks",
                "/api/workers",
                "/api/events?topic=rebuild-requested&limit=1",
                "/api/flakes?since=2020-01-01T00:00:00Z",
                "/api/dead-letters?service=console&limit=1",
                "/api/why?reference=tagged-0/22.23.3/bookworm"
            })
    void allThatIsJsonHasAnEntityTag(String path) {
        publish("tagged-0", "tagged-0", "03:00:45Z");
        String tag = get(path).then().statusCode(200).extract().header("ETag");

        assertThat(tag).isNotBlank();
        given().header("If-None-Match", tag).get(path).then().statusCode(304).body(blankString());
        given().header("If-None-Match", tag)
                .contentType("application/json")
                .body("{}")
                .post("/api/sign-ins")
                .then()
                .header("ETag", nullValue());
    }

    @Test
    void rebuildsAndRollbacksArePickedByStateAndAsker() {
        Wire.send(
                Topic.REBUILD_REQUESTED,
                Wire.fixture(RebuildRequested.class, "picked-1").replace("\"cron\"", "\"picker\""));
        Wire.tell("picked-2", List.of(RebuildRequested.class));
        Wire.awaitEvents("picked-1", 1);

        get("/api/rebuilds?by=picker").then().statusCode(200).body("id", contains("picked-1"));
        get("/api/rebuilds?by=picker&state=requested").then().body("id", contains("picked-1"));
        get("/api/rebuilds?by=picker&state=failed").then().body("", hasSize(0));
        get("/api/rebuilds?state=lost")
                .then()
                .statusCode(400)
                .body("message", startsWith("state: expected requested, "));
        get("/api/rollbacks?by=none").then().statusCode(200).body("", hasSize(0));
        get("/api/rollbacks?image=none/1/x&state=failed").then().statusCode(200).body("", hasSize(0));
        get("/api/rollbacks?state=running").then().statusCode(400);
    }

    @Test
    void pagesLeadToTheNextOneUntilThereIsNone() {
        for (int i = 0; i < 5; i++) {
            Wire.tell("paged-" + i, List.of(RebuildRequested.class));
        }

        List<String> rebuilds = all("/api/rebuilds?limit=2", "id");
        assertThat(rebuilds)
                .contains("paged-0", "paged-1", "paged-2", "paged-3", "paged-4")
                .doesNotHaveDuplicates();
        List<Object> events = all("/api/events?topic=rebuild-requested&limit=2", "seq");
        assertThat(events).hasSizeGreaterThanOrEqualTo(5).doesNotHaveDuplicates();
        get("/api/rebuilds?limit=1000").then().header("Link", nullValue());
        get("/api/rebuilds?page=-1").then().statusCode(400).body("message", startsWith("page: "));
    }

    @Test
    void imagesComeAllTogetherOrInPages() {
        publish("sheet", "sheet", "03:00:45Z");

        get("/api/images?select=sheet")
                .then()
                .statusCode(200)
                .header("Link", nullValue())
                .body("image", hasItem("sheet/22.23.3/bookworm"));
        get("/api/images?select=sheet&limit=1&page=1").then().body("", hasSize(0));
    }

    private static void publish(String family, String rebuild, String time) {
        Wire.send(
                Topic.PUBLISH_COMPLETED,
                Wire.fixture(PublishCompleted.class, rebuild)
                        .replace("node", family)
                        .replace("03:00:45Z", time));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> get("/api/rebuilds/" + rebuild).then().statusCode(200));
    }

    private static <T> List<T> all(String first, String field) {
        List<T> found = new ArrayList<>();
        for (String path = first; path != null; ) {
            Response page = get(path);
            found.addAll(page.jsonPath().getList(field));
            Matcher next = NEXT.matcher(page.header("Link") == null ? "" : page.header("Link"));
            path = next.matches() ? next.group(1) : null;
        }
        return found;
    }
}

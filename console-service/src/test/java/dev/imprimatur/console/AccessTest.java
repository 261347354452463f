package dev.imprimatur.console;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page in a person's browser can make of the console: nothing. */
@ConsoleTest
class AccessTest {
    private static final String ALL = "{\"type\":\"rebuild-all\",\"reason\":\"web page\"}";
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/rebuilds",
                "/api/rebuilds/rb-1/cancel",
                "/api/rollbacks",
                "/api/plan",
                "/api/webhooks",
                "/api/webhooks/wh-1/rotate",
                "/api/webhooks/wh-1/enable"
            })
    void whatABrowserSendsWithoutAskingFirstIsRefused(String path) {
        List<RequestSpecification> simple = List.of(
                given().noContentType().body(ALL.getBytes()),
                given().noContentType(),
                given().contentType("text/plain").body(ALL),
                given().contentType(ContentType.URLENC).body("type=rebuild-all"));
        for (RequestSpecification request : simple) {
            request.post(path)
                    .then()
                    .statusCode(415)
                    .body("error", equalTo("unsupported-media-type"))
                    .body("message", containsString("Content-Type: application/json"));
        }
        nothingWasRequested();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "http://localhost:1", "null"})
    void aPageOfAnotherSiteIsRefused(String origin) {
        given().header("Origin", origin)
                .contentType(ContentType.JSON)
                .body(ALL)
                .post("/api/rebuilds")
                .then()
                .statusCode(403)
                .body("error", equalTo("foreign-origin"));
        given().header("Origin", origin).delete("/api/blocks/" + DIGEST).then().statusCode(403);
        given().header("Origin", origin)
                .header("Access-Control-Request-Method", "PUT")
                .options("/api/blocks/" + DIGEST)
                .then()
                .statusCode(403)
                .header("Access-Control-Allow-Origin", nullValue());
        nothingWasRequested();
    }

    /** DNS rebinding: the page's own name leads here, so to the browser it is the same origin. */
    @Test
    void aPageWhoseNameWasPointedHereIsRefused() {
        given().header("Host", "evil.example:8080")
                .header("Origin", "http://evil.example:8080")
                .contentType(ContentType.JSON)
                .body(ALL)
                .post("/api/rebuilds")
                .then()
                .statusCode(403)
                .body("error", equalTo("foreign-host"));
        for (String path : List.of("/api/rebuilds", "/api/webhooks", "/q/openapi", "/feeds/node.atom", "/")) {
            given().header("Host", "evil.example:8080").get(path).then().statusCode(403);
        }
        given().header("Host", "evil.example")
                .put("/api/blocks/" + DIGEST)
                .then()
                .statusCode(403);
        nothingWasRequested();
    }

    @Test
    void probesAndScrapersAskByAnyName() {
        given().header("Host", "10.9.9.9:8080").get("/q/health/live").then().statusCode(200);
        given().header("Host", "10.9.9.9:8080").get("/q/metrics").then().statusCode(200);
    }

    @Test
    void aBodyThatIsTooLargeIsNotRead() {
        given().contentType(ContentType.JSON)
                .body("{\"type\":\"rebuild-all\",\"reason\":\"" + "a".repeat(1_200_000) + "\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(413)
                .body("message", containsString("65536"));
        nothingWasRequested();
    }

    @Test
    void aPageOfItsOwnMayAsk() {
        String own = "localhost:" + io.restassured.RestAssured.port;
        given().header("Host", own)
                .header("Origin", "http://" + own)
                .contentType(ContentType.JSON)
                .body("{}")
                .post("/api/rollbacks")
                .then()
                .statusCode(400);
    }

    private static void nothingWasRequested() {
        assertThat(given().get("/api/rebuilds").jsonPath().getList("reason")).doesNotContain("web page");
    }
}

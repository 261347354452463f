package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.console.api.LogText;
import dev.imprimatur.httpaccess.TextLimit;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ConsoleTest
class TextLimitsTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    @ParameterizedTest
    @CsvSource({
        "/api/rebuilds, reason, 2048",
        "/api/rebuilds, requestedBy, 256",
        "/api/rebuilds, select, 4096",
        "/api/plan, select, 4096",
        "/api/rollbacks, reference, 512",
        "/api/rollbacks, to, 512",
        "/api/rollbacks, reason, 2048",
        "/api/rollbacks, requestedBy, 256",
        "/api/webhooks, url, 2048",
    })
    void whatIsTooLongIsSaidWithTheFieldAndTheLimit(String path, String field, int limit) {
        Map<String, String> order =
                new HashMap<>(path.equals("/api/rollbacks") ? Map.of("reference", "none:1") : Map.of());
        if (path.equals("/api/rebuilds") && !field.equals("select")) {
            order.put("type", "rebuild-all");
        }
        order.put(field, "http://a/".repeat(limit).substring(0, limit + 1));
        given().contentType(ContentType.JSON)
                .body(order)
                .post(path)
                .then()
                .statusCode(400)
                .body("error", equalTo("invalid"))
                .body("message", startsWith(field + ": has " + (limit + 1) + " bytes, and " + limit + " are the most"));
    }

    /** A page counts characters as Java does, of which each may be three bytes. */
    @ParameterizedTest
    @ValueSource(strings = {"tags/why.html", "start/page.html"})
    void aReasonThatAPageLetsOneTypeIsNotTooLong(String template) throws IOException {
        try (InputStream page = LogText.class.getResourceAsStream("/templates/" + template)) {
            Matcher field = Pattern.compile("name=\"reason\"[^>]* maxlength=\"(\\d+)\"")
                    .matcher(new String(page.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(field.find()).isTrue();
            String longest = "\u20ac".repeat(Integer.parseInt(field.group(1)));

            assertThat(TextLimit.REASON.check("reason", longest)).isEqualTo(longest);
        }
    }

    @Test
    void aCancelHasTheSameLimits() {
        String id = given().contentType(ContentType.JSON)
                .body("{\"select\":\"none/*/*\",\"reason\":\"" + "a".repeat(2048) + "\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        given().contentType(ContentType.JSON)
                .body(Map.of("reason", "a".repeat(2049)))
                .post("/api/rebuilds/" + id + "/cancel")
                .then()
                .statusCode(400)
                .body("message", startsWith("reason: has 2049 bytes"));
        Wire.awaitEvents(id, 1);
        get("/api/events?rebuild=" + id).then().body("event", hasSize(1));
    }

    @Test
    void aNulIsNoTextAndNoError() {
        given().contentType(ContentType.JSON)
                .body("{\"type\":\"rebuild-all\",\"reason\":\"a\\u0000b\"}")
                .post("/api/rebuilds")
                .then()
                .statusCode(400)
                .body("message", startsWith("reason: holds control characters"));
    }

    @ParameterizedTest
    @CsvSource({
        "sha256:0%2F..%2F..%2Fdrift",
        "%2F..",
        "..%2Fmirrors",
        "sha256:aa",
        "a%20b",
        "a%22b",
        "%7B%7D",
        "%C3%A4",
        "a%5Eb"
    })
    void onlyADigestReachesThePublisher(String path) {
        given().urlEncodingEnabled(false)
                .delete("/api/blocks/" + path)
                .then()
                .statusCode(400)
                .body("message", startsWith("digest: expected sha256:"));
        given().urlEncodingEnabled(false).put("/api/blocks/" + path).then().statusCode(400);
    }

    @Test
    void aBlockSaysWhyInTwoKilobytes() {
        given().queryParam("reason", "a".repeat(2049))
                .put("/api/blocks/" + DIGEST)
                .then()
                .statusCode(400)
                .body("message", startsWith("reason: has 2049 bytes"));
        given().queryParam("by", "a".repeat(257))
                .put("/api/blocks/" + DIGEST)
                .then()
                .statusCode(400)
                .body("message", startsWith("by: has 257 bytes"));
    }

    @Test
    void aLogLineStaysOne() {
        assertThat(LogText.of("a\r\nERROR forged\u2028\u001b[2J\u202e" + "x".repeat(1000)))
                .startsWith("a??ERROR forged??[2J?")
                .hasSize(301);
        assertThat(LogText.of(null)).isEmpty();
    }
}

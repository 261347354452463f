package dev.imprimatur.publisher.block;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.publisher.registry.RegistriesResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Who may block and unblock, and what may be said about it. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(RegistriesResource.class)
class BlocksTest {
    private static final String BLOCK = "/api/blocks/sha256:" + "b".repeat(64);

    @Test
    void aWebPageNeitherBlocksNorUnblocks() {
        given().header("Host", "evil.example:8084")
                .put(BLOCK)
                .then()
                .statusCode(403)
                .body("error", equalTo("foreign-host"));
        given().header("Host", "evil.example:8084").get("/api/blocks").then().statusCode(403);
        given().header("Origin", "https://evil.example")
                .put(BLOCK)
                .then()
                .statusCode(403)
                .body("error", equalTo("foreign-origin"));
        given().header("Origin", "https://evil.example").delete(BLOCK).then().statusCode(403);
        given().contentType("text/plain").body("x").put(BLOCK).then().statusCode(415);
        given().delete(BLOCK).then().statusCode(404);
    }

    @Test
    void theConsoleOfThisReleaseAndOfTheOneBeforeMay() {
        given().contentType(ContentType.JSON).put(BLOCK + "?by=ann").then().statusCode(200);
        given().contentType(ContentType.JSON).delete(BLOCK).then().statusCode(204);
        given().put(BLOCK).then().statusCode(200);
        given().delete(BLOCK).then().statusCode(204);
    }

    @Test
    void whatIsSaidHasLimits() {
        given().queryParam("reason", "a".repeat(2049))
                .put(BLOCK)
                .then()
                .statusCode(400)
                .body("message", startsWith("reason: has 2049 bytes, and 2048 are the most"));
        given().queryParam("by", "a".repeat(257)).put(BLOCK).then().statusCode(400);
        given().queryParam("by", "a\u0001b")
                .put(BLOCK)
                .then()
                .statusCode(400)
                .body("message", startsWith("by: holds control characters"));
    }
}

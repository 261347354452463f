package dev.imprimatur.httpaccess;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** A service as the rest of an installation meets it. */
@QuarkusTest
@TestProfile(PeersOnlyTest.WithSecret.class)
class PeersOnlyTest {
    private static final String NEW = "n".repeat(40);
    private static final String OLD = "o".repeat(40);
    private static final int WRITES = 20;

    /** With the secret while it is rotated. */
    public static class WithSecret implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                Path file = Files.writeString(Files.createTempFile("peers", ""), NEW + "\n" + OLD + "\n");
                return Map.of(
                        "quarkus.http.test-port",
                        "0",
                        "quarkus.application.name",
                        "publisher",
                        "imprimatur.http.peer-secret",
                        file.toString(),
                        "imprimatur.http.writes-a-minute",
                        Integer.toString(WRITES));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a service may have. */
    @ApplicationScoped
    static class Paths {
        void register(@Observes Router router) {
            router.route("/api/*").handler(context -> context.end("answered"));
            router.route("/q/health/live").handler(context -> context.end("alive"));
        }
    }

    @Test
    void aRequestWithoutTheSecretLearnsWhereToAsk() {
        given().get("/api/tags")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", "Bearer")
                .body("error", equalTo("peers-only"))
                .body("message", containsString("ask the console"))
                .body("message", containsString("imprimatur.http.peer-secret"));
        given().contentType(ContentType.JSON).put("/api/blocks/x").then().statusCode(401);
        given().get("/q/openapi").then().statusCode(401);
    }

    @Test
    void theSecretAndTheOneBeforeItAreAnswered() {
        given().header("Authorization", "Bearer " + NEW).get("/api/tags").then().statusCode(200);
        given().header("Authorization", "Bearer " + OLD).get("/api/tags").then().statusCode(200);
    }

    @Test
    void whatElseIsShownIsNotAnsweredAndNotRepeated() {
        String wrong = "imp_a-token-of-the-console-that-has-no-business-here";
        given().header("Authorization", "Bearer " + wrong)
                .get("/api/tags")
                .then()
                .statusCode(401)
                .body("message", not(containsString(wrong)));
        given().header("Authorization", "Bearer " + NEW)
                .header("Authorization", "Bearer " + NEW)
                .get("/api/tags")
                .then()
                .statusCode(401);
        given().get("/api/tags?authorization=" + NEW).then().statusCode(401);
        given().cookie("Authorization", "Bearer " + NEW).get("/api/tags").then().statusCode(401);
    }

    @Test
    void probesShowNothing() {
        given().get("/q/health/live").then().statusCode(200);
    }

    @Test
    void aPageOfAnotherSiteIsRefusedWithTheSecretToo() {
        given().header("Authorization", "Bearer " + NEW)
                .header("Origin", "https://evil.example")
                .get("/api/tags")
                .then()
                .statusCode(403);
    }

    @Test
    void writesHaveARateAndLookingHasNone() {
        Response answer;
        int writes = 0;
        do {
            answer = given().header("Authorization", "Bearer " + NEW).delete("/api/x");
        } while (answer.statusCode() == 200 && ++writes < 3 * WRITES);
        answer.then()
                .statusCode(429)
                .header("Retry-After", matchesPattern("[1-3]"))
                .body("error", equalTo("too-many-requests"));
        given().delete("/api/x").then().statusCode(401);
        given().header("Authorization", "Bearer " + NEW).get("/api/x").then().statusCode(200);
    }

    @Test
    void noSecretIsLogged() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                if (line.getLoggerName().matches("(dev\\.imprimatur|io\\.(quarkus|vertx))\\..*")) {
                    lines.add(line.getMessage() + Arrays.toString(line.getParameters()));
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.addHandler(handler);
        root.setLevel(Level.ALL);
        try {
            given().header("Authorization", "Bearer " + NEW).get("/api/tags");
            given().header("Authorization", "Bearer " + OLD + "x").get("/api/tags");
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        assertThat(lines).noneMatch(line -> line.contains(NEW) || line.contains(OLD));
    }
}

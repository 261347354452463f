package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(LogsTest.Keepers.class)
class LogsTest {
    private static final String KEPT = "t-0123456789abcdef0123";

    /** Two testers, the first of which does not answer, the other keeps one log; and a builder that does not answer. */
    public static class Keepers implements QuarkusTestResourceLifecycleManager {
        private static final Map<String, String> ANSWERS = Map.of(
                "?timestamps=false", "h\u00e9llo\n",
                "?timestamps=true&attempt=2", "then h\u00e9llo\n",
                "/records?after=16", "[]",
                "/follow?after=7&attempt=2", """
                        : still there

                        id:8
                        event:log
                        data:{"attempt":2,"text":"one\\n"}

                        event:end
                        data:{"records":8}

                        """);
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/api/logs/", exchange -> {
                String answer = Optional.of(exchange.getRequestURI().toString())
                        .filter(uri -> uri.startsWith("/api/logs/" + KEPT))
                        .map(uri -> ANSWERS.get(uri.substring(("/api/logs/" + KEPT).length())))
                        .orElse(null);
                byte[] text = answer == null ? new byte[0] : answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer == null ? 404 : 200, answer == null ? -1 : text.length);
                exchange.getResponseBody().write(text);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "imprimatur.console.tester",
                    "http://localhost:1,http://localhost:" + server.getAddress().getPort(),
                    "imprimatur.console.builder",
                    "http://localhost:1");
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }

    @Test
    void aLogComesFromWhicheverReplicaAnswers() {
        get("/api/logs/" + KEPT).then().statusCode(200).body(equalTo("h\u00e9llo\n"));
        get("/api/logs/" + KEPT + "?attempt=2&timestamps=true").then().body(equalTo("then h\u00e9llo\n"));
        get("/api/logs/" + KEPT + "/records?after=16").then().statusCode(200).body("size()", equalTo(0));
    }

    @Test
    void aLogIsFollowedThroughTheConsole() {
        given().header("Last-Event-ID", "7")
                .get("/api/logs/" + KEPT + "/follow?attempt=2")
                .then()
                .statusCode(200)
                .contentType("text/event-stream")
                .body(containsString("""
                        id:8
                        event:log
                        data:{"attempt":2,"text":"one\\n"}

                        event:end
                        data:{"records":8}
                        """));
    }

    @Test
    void whoDoesNotAnswerIsNamed() {
        get("/api/logs/b-0123456789abcdef0123")
                .then()
                .statusCode(502)
                .body("message", containsString("the builder at http://localhost:1 (imprimatur.console.builder)"));
        get("/api/logs/t-00000000000000000000").then().statusCode(404).body("error", equalTo("not-found"));
        get("/api/logs/none/follow").then().statusCode(404).body("error", equalTo("not-found"));
    }
}

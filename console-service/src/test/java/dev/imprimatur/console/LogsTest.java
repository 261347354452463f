package dev.imprimatur.console;

import static io.restassured.RestAssured.get;
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
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(LogsTest.Tester.class)
class LogsTest {

    /** A tester that keeps one log, and a builder that does not answer. */
    public static class Tester implements QuarkusTestResourceLifecycleManager {
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/api/logs/", exchange -> {
                boolean kept = exchange.getRequestURI().getPath().equals("/api/logs/r-1/a b");
                byte[] text = "héllo\n".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(kept ? 200 : 404, kept ? text.length : -1);
                exchange.getResponseBody().write(kept ? text : new byte[0]);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "imprimatur.console.tester",
                    "http://localhost:" + server.getAddress().getPort(),
                    "imprimatur.console.builder",
                    "http://localhost:1");
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }

    @Test
    void aLogComesFromWhoeverKeepsIt() {
        get("/api/logs/r-1/a b").then().statusCode(200).body(equalTo("héllo\n"));
    }

    @Test
    void whoDoesNotAnswerIsNamed() {
        get("/api/logs/none")
                .then()
                .statusCode(502)
                .body("message", containsString("the builder at http://localhost:1 (imprimatur.console.builder)"));
        get("/api/logs/none?stage=test").then().statusCode(404).body("error", equalTo("not-found"));
    }
}

package dev.imprimatur.console;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.WithTestResource;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

@ConsoleTest
@WithTestResource(PlanTest.Renderer.class)
class PlanTest {

    /** A renderer that repeats what it is asked, and knows no image called nothing. */
    public static class Renderer implements QuarkusTestResourceLifecycleManager {
        private HttpServer server;

        @Override
        public Map<String, String> start() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/api/plan", exchange -> {
                String asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                boolean nothing = asked.contains("nothing");
                byte[] answer = (nothing
                                ? "{\"error\":\"not-found\",\"message\":\"no image\"}"
                                : "{\"asked\":" + asked + "}")
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(nothing ? 404 : 200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "imprimatur.console.renderer",
                    "http://localhost:" + server.getAddress().getPort());
        }

        @Override
        public void stop() {
            server.stop(0);
        }
    }

    @Test
    void theRendererIsAsked() {
        plan("{\"stale\":true,\"select\":\"node\",\"allow\":[\"vanish\"]}")
                .statusCode(200)
                .contentType(ContentType.JSON)
                .body("asked.stale", equalTo(true))
                .body("asked.select", equalTo("node"))
                .body("asked.allow[0]", equalTo("vanish"));
        plan("{}").statusCode(200).body("asked.size()", equalTo(0));
    }

    @Test
    void itsRefusalIsPassedOn() {
        plan("{\"select\":\"nothing\"}").statusCode(404).body("message", equalTo("no image"));
    }

    @Test
    void anUnknownFieldIsRefused() {
        plan("{\"all\":true}").statusCode(400).body("message", startsWith("all: there is no such field"));
        plan("garbage").statusCode(400).body("message", containsString("the body is not the JSON object"));
    }

    private static ValidatableResponse plan(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/plan")
                .then();
    }
}

package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two that clear one engine at once: each removes what the other has found too. */
class RemovedMeanwhileTest {
    private final AtomicInteger removals = new AtomicInteger();
    private String refusal;
    private HttpServer server;
    private Engine engine;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        engine = DockerEngines.connect("tcp://127.0.0.1:" + server.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        engine.close();
        server.stop(0);
    }

    @Test
    void whatTheOtherOneRemovedIsGoneAndTheRestGoesToo() {
        refusal = "unrecognized image ID sha256:1";

        engine.prune("a-label", "a");

        assertThat(removals).hasValue(2);
    }

    @Test
    void anotherTroubleIsOne() {
        refusal = "device or resource busy";

        assertThatThrownBy(() -> engine.prune("a-label", "a")).isInstanceOf(EngineException.class);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("DELETE")) {
            boolean first = removals.incrementAndGet() == 1;
            send(exchange, first ? 500 : 200, first ? "{\"message\":\"" + refusal + "\"}" : "[]");
        } else if (path.endsWith("/images/json")) {
            send(exchange, 200, "[{\"Id\":\"sha256:1\"},{\"Id\":\"sha256:2\"}]");
        } else {
            send(exchange, 200, "[]");
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}

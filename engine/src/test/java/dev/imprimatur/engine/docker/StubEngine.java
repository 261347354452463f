package dev.imprimatur.engine.docker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.Engine;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An engine that answers as a test says, for answers that a real one gives too seldom. */
final class StubEngine implements AutoCloseable {
    private final HttpServer server;
    private final Engine engine;

    /** One that answers by this, which finds the request's body read. */
    StubEngine(HttpHandler answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answer.handle(exchange);
        });
        server.start();
        engine = DockerEngines.connect("tcp://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Connected to it. */
    Engine engine() {
        return engine;
    }

    /** Answers with JSON. */
    static void send(HttpExchange exchange, int status, String json) throws IOException {
        send(exchange, status, json.getBytes(StandardCharsets.UTF_8));
    }

    /** Answers with these bytes. */
    static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        engine.close();
        server.stop(0);
    }
}

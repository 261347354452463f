package dev.imprimatur.oci.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A server on loopback that answers each request with the next of its script, and notes what it was asked. */
final class ScriptedRegistry implements AutoCloseable {
    private final HttpServer server;
    private final Deque<Answer> script = new ConcurrentLinkedDeque<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private volatile Answer otherwise = exchange -> exchange.sendResponseHeaders(599, -1);

    /** Answers one request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    /** What was asked; several headers {@code Authorization} are joined. */
    record Asked(String request, String authorization, String body) {}

    ScriptedRegistry() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        List<String> shown = exchange.getRequestHeaders().get("Authorization");
        asked.add(new Asked(
                exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                shown == null ? null : String.join(", ", shown),
                new String(body, StandardCharsets.ISO_8859_1)));
        Answer next = script.poll();
        try (exchange) {
            (next == null ? otherwise : next).to(exchange);
        }
    }

    /** What is answered once the script is over. */
    ScriptedRegistry otherwise(Answer answer) {
        otherwise = answer;
        return this;
    }

    ScriptedRegistry then(Answer answer) {
        script.add(answer);
        return this;
    }

    ScriptedRegistry then(int status, String... headers) {
        return thenBody(status, "", headers);
    }

    ScriptedRegistry thenBody(int status, String body, String... headers) {
        return then(exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            boolean without = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(status, without ? -1 : bytes.length);
            if (!without) {
                exchange.getResponseBody().write(bytes);
            }
        });
    }

    Registry registry() {
        return Registry.parse("localhost:" + server.getAddress().getPort());
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> requests() {
        return asked.stream().map(Asked::request).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

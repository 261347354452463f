package dev.imprimatur.console.webhook;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A subscriber's endpoint, which answers as the test says, and 204 by default. */
final class Receiver implements AutoCloseable {
    /** What came in. */
    record Call(String id, long timestamp, String signature, String body) {}

    private final HttpServer server;
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    Receiver(Integer... answers) {
        this(0, List.of(answers));
    }

    private Receiver(int port, List<Integer> answers) {
        this.answers.addAll(answers);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/hook", exchange -> {
            calls.add(new Call(
                    exchange.getRequestHeaders().getFirst("webhook-id"),
                    Long.parseLong(exchange.getRequestHeaders().getFirst("webhook-timestamp")),
                    exchange.getRequestHeaders().getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
            Integer answer = this.answers.poll();
            exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
            exchange.close();
        });
        server.start();
    }

    /** One at this port, which a former one had. */
    static Receiver at(int port) {
        return new Receiver(port, List.of());
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://localhost:" + port() + "/hook";
    }

    /** All calls, in their order. */
    List<Call> calls() {
        return List.copyOf(calls);
    }

    /** The calls about one rebuild. */
    List<Call> calls(String rebuild) {
        return calls.stream().filter(call -> call.body.contains(rebuild)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

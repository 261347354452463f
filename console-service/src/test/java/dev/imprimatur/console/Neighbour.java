package dev.imprimatur.console;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/** Stands in for a service that the console asks: one path of it. It answers who shows the secret of the installation. */
public abstract class Neighbour implements QuarkusTestResourceLifecycleManager {
    /** What the file that the tests' configuration names has first. */
    public static final String SECRET = "the-secret-that-is-shown-by-the-console";

    private final String path;
    private HttpServer server;

    protected Neighbour(String path) {
        this.path = path;
    }

    public record Answer(int status, String body) {}

    /** What is answered, whatever the method. */
    protected Answer answer(URI asked, String body) {
        return new Answer(404, "");
    }

    /** What is answered. */
    protected Answer answer(String method, URI asked, String body) {
        return answer(asked, body);
    }

    /** What the console knows of it. */
    protected abstract Map<String, String> settings(String address);

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(path, exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Answer answer = List.of("Bearer " + SECRET)
                            .equals(exchange.getRequestHeaders().get("Authorization"))
                    ? answer(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                    : new Answer(401, "{\"error\":\"peers-only\",\"message\":\"of other services\"}");
            byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return settings("http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}

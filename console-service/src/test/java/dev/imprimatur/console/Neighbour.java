package dev.imprimatur.console;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.console.Neighbours.Service;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/**
 * Stands in for services that the console asks: one path of them. It answers who shows the secret of the installation.
 */
public abstract class Neighbour {
    /** What the file that the tests' configuration names has first. */
    public static final String SECRET = "the-secret-that-is-shown-by-the-console";

    private final String path;

    protected Neighbour(String path) {
        this.path = path;
    }

    /**
     * An answer.
     *
     * @param whole whether that is all; otherwise nothing more comes, and the connection stays
     */
    public record Answer(int status, String body, boolean whole) {
        public Answer(int status, String body) {
            this(status, body, true);
        }
    }

    /** What is answered, whatever the method. */
    protected Answer answer(URI asked, String body) {
        return new Answer(404, "");
    }

    /** What is answered. */
    protected Answer answer(String method, URI asked, String body) {
        return answer(asked, body);
    }

    /** Which services it stands in for. Where the others should be, nothing listens. */
    protected Set<Service> services() {
        return Set.of(Service.values());
    }

    final String path() {
        return path;
    }

    final void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer =
                List.of("Bearer " + SECRET).equals(exchange.getRequestHeaders().get("Authorization"))
                        ? answer(exchange.getRequestMethod(), exchange.getRequestURI(), body)
                        : new Answer(401, "{\"error\":\"peers-only\",\"message\":\"of other services\"}");
        byte[] text = answer.body().getBytes(StandardCharsets.UTF_8);
        if (!answer.whole()) {
            exchange.sendResponseHeaders(answer.status(), 0);
            exchange.getResponseBody().write(text);
            exchange.getResponseBody().flush();
            return;
        }
        exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }
}

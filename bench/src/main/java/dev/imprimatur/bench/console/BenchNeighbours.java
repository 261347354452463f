package dev.imprimatur.bench.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.events.EventJson;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Answers as the renderer of the fleet that is measured would, and as its publisher: what is stale, and that no tag was
 * moved.
 */
final class BenchNeighbours implements AutoCloseable {
    private final HttpServer renderer;
    private final HttpServer publisher;

    BenchNeighbours(BenchHome home, List<BenchImage> images) throws IOException {
        ObjectNode plan = EventJson.MAPPER.createObjectNode();
        ArrayNode stale = plan.putArray("images");
        images.stream()
                .filter(BenchImage::stale)
                .forEach(image -> stale.addObject()
                        .put("image", image.key().toString())
                        .putArray("why")
                        .addObject()
                        .put("kind", "base-changed")
                        .put("detail", "a newer base"));
        renderer = server(home.port("renderer"), "/api/plan", plan.toString());
        publisher = server(home.port("publisher"), "/api/drift", "[]");
    }

    private static HttpServer server(int port, String path, String answer) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        byte[] text = answer.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
        });
        server.start();
        return server;
    }

    @Override
    public void close() {
        renderer.stop(0);
        publisher.stop(0);
    }
}

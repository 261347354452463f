package dev.imprimatur.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;

/** The engine as a server on the loopback interface: {@code DOCKER_HOST=tcp://localhost:PORT}. */
public final class SimulatedEngine implements AutoCloseable {
    private static final int STOP_SECONDS = 0;

    private static final String CONTAINER = "simulated";

    private final HttpServer server;
    private final Images images = new Images();
    private final Builds builds;

    /** Starts it on this port, or on a free one for 0. */
    public SimulatedEngine(int port, Behaviour behaviour) throws IOException {
        builds = new Builds(behaviour, images);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    /** {@code SimulatedEngine PORT BUILD-MILLIS [TRANSIENT-ONE-IN [SEED]]}: runs until it is ended. */
    public static void main(String[] arguments) throws IOException {
        long[] numbers = Arrays.stream(arguments).mapToLong(Long::parseLong).toArray();
        new SimulatedEngine(
                (int) numbers[0],
                new Behaviour(
                        Duration.ofMillis(numbers[1]),
                        numbers.length > 2 ? (int) numbers[2] : 0,
                        numbers.length > 3 ? numbers[3] : 0));
    }

    /** What {@code DOCKER_HOST} is to be. */
    public String address() {
        return "tcp://localhost:" + server.getAddress().getPort();
    }

    /** From now on builds go like this. The seed stays what it was. */
    public void behave(Behaviour behaviour) {
        builds.behave(behaviour);
    }

    /** How many builds failed at random so far. */
    public int failedAtRandom() {
        return builds.failedAtRandom();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replaceFirst("^/v\\d+\\.\\d+", "");
            route(exchange, exchange.getRequestMethod() + " " + path);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void route(HttpExchange exchange, String request) throws IOException, InterruptedException {
        Map<String, String> query = query(exchange);
        switch (request) {
            case "GET /_ping" -> send(exchange, 200, Map.of());
            case "GET /version" ->
                send(
                        exchange,
                        200,
                        Map.of("Version", "20.10.24", "ApiVersion", "1.41", "Os", "linux", "Arch", "amd64"));
            case "GET /info" -> send(exchange, 200, Map.of("ID", "SIMULATED", "OSType", "linux"));
            case "POST /build" -> build(exchange);
            case "POST /images/create" -> pull(exchange, query.get("fromImage"), query.get("tag"));
            case "GET /images/json" -> send(exchange, 200, images.listed(new ImageFilter(query.get("filters"))));
            case "GET /containers/json" -> send(exchange, 200, List.of());
            // There is no file in a simulated image.
            case "POST /containers/create" -> send(exchange, 201, Map.of("Id", CONTAINER, "Warnings", List.of()));
            case "DELETE /containers/" + CONTAINER -> send(exchange, 200, Map.of());
            default -> image(exchange, request, query);
        }
    }

    private void image(HttpExchange exchange, String request, Map<String, String> query) throws IOException {
        String name = request.replaceFirst("^\\w+ /images/", "").replaceFirst("/(json|tag|get)$", "");
        Optional<SimulatedImage> found = images.find(
                query.containsKey("tag") && request.endsWith("/push") ? name + ":" + query.get("tag") : name);
        if (!request.contains(" /images/") || found.isEmpty()) {
            send(exchange, 404, Map.of("message", "no such image: " + name));
        } else if (request.endsWith("/json")) {
            send(exchange, 200, found.get().inspection());
        } else if (request.endsWith("/tag")) {
            images.tag(found.get(), query.get("repo") + ":" + query.get("tag"));
            send(exchange, 201, Map.of());
        } else if (request.endsWith("/get")) {
            byte[] archive = found.get().archive();
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
        } else {
            images.remove(name);
            send(exchange, 200, List.of());
        }
    }

    private void build(HttpExchange exchange) throws IOException, InterruptedException {
        Builds.Outcome outcome = builds.build(exchange.getRequestBody());
        if (outcome.error() == null) {
            Digest id = outcome.image().id;
            stream(
                    exchange,
                    Map.of("stream", "Step 1/1 : simulated\n"),
                    Map.of("aux", Map.of("ID", id.value())),
                    Map.of("stream", "Successfully built " + id.hex().substring(0, Images.ABBREVIATED) + "\n"));
        } else {
            stream(
                    exchange,
                    Map.of("stream", "Step 1/1 : simulated\n"),
                    Map.of(
                            "errorDetail",
                            outcome.error(),
                            "error",
                            outcome.error().get("message")));
        }
    }

    private void pull(HttpExchange exchange, String repository, String tag) throws IOException {
        images.pull(ImageReference.parse(repository + (tag.contains(":") ? "@" : ":") + tag));
        stream(exchange, Map.of("status", "Status: Downloaded newer image"));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String text = exchange.getRequestURI().getRawQuery();
        for (String pair : text == null ? new String[0] : text.split("&")) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], URLDecoder.decode(parts.length > 1 ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return query;
    }

    private static void send(HttpExchange exchange, int status, Object body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = SimulatedImage.json(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @SafeVarargs
    private static void stream(HttpExchange exchange, Map<String, Object>... items) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        for (Map<String, Object> item : items) {
            out.write(SimulatedImage.json(item));
            out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() {
        server.stop(STOP_SECONDS);
    }
}

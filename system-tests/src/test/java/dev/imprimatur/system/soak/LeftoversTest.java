package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is decided is to go from staging; what is not is still needed. */
class LeftoversTest {
    private final Map<String, String> digests = new HashMap<>(
            Map.of("/v2/app/manifests/1", "d1", "/v2/app/manifests/2", "d2", "/v2/app/manifests/3", "d3"));
    private HttpServer server;
    private Leftovers leftovers;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        answer("/v2/_catalog", "{\"repositories\": [\"app\"]}");
        answer("/v2/app/tags/list", "{\"tags\": [\"1\", \"2\", \"3\"]}");
        answer("/images/json", "[{}, {}]");
        server.createContext("/v2/app/manifests/", exchange -> {
            exchange.getResponseHeaders()
                    .set(
                            "Docker-Content-Digest",
                            digests.get(exchange.getRequestURI().getPath()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        String address = "localhost:" + server.getAddress().getPort();
        leftovers = new Leftovers(new RegistryView(address), URI.create("http://" + address));
    }

    private void answer(String path, String json) {
        server.createContext(path, exchange -> {
            byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsDecidedIsCounted() throws IOException, InterruptedException {
        Story story = new Story()
                .judged("r1", 1, "d1", false, true)
                .judged("r2", 2, "d2")
                .published("r2", "d2")
                .judged("r3", 3, "d3")
                .judged("r3", 3, "d3", false, false);

        assertThat(leftovers.now(story.entries()))
                .extracting(level -> level.count() + " " + level.what())
                .containsExactly("2 images on the engine", "2 tags in staging of what is decided");
    }
}

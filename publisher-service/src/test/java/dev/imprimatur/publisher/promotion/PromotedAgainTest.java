package dev.imprimatur.publisher.promotion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.publisher.Failures;
import dev.imprimatur.publisher.PublishException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was brought before may not be whole any more: a registry collected it. */
class PromotedAgainTest {
    private static final byte[] CONFIG = "{}".getBytes(StandardCharsets.UTF_8);
    private static final byte[] LAYER = "layer".getBytes(StandardCharsets.UTF_8);
    private static final Manifest IMAGE = Manifest.ofImage(
            new Descriptor(Digest.of(CONFIG), MediaType.OCI_CONFIG, CONFIG.length),
            List.of(new Descriptor(Digest.of(LAYER), MediaType.OCI_LAYER_GZIP, LAYER.length)));

    /** Path to content, of the repositories {@code from} and {@code to} of one registry. */
    private final Map<String, byte[]> held = new ConcurrentHashMap<>();

    private final List<String> changes = new CopyOnWriteArrayList<>();
    private final Promotion promotion = new Promotion(new RegistryClient(RegistryClientSettings.defaults()));
    private volatile boolean missing;
    private HttpServer server;
    private RepositoryReference from;
    private RepositoryReference to;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        Registry registry = Registry.parse("localhost:" + server.getAddress().getPort());
        from = new RepositoryReference(registry, new Repository("from"));
        to = new RepositoryReference(registry, new Repository("to"));
        for (String repository : List.of("from", "to")) {
            held.put("/v2/" + repository + "/manifests/" + IMAGE.digest(), IMAGE.bytes());
            held.put("/v2/" + repository + "/blobs/" + Digest.of(CONFIG), CONFIG);
            held.put("/v2/" + repository + "/blobs/" + Digest.of(LAYER), LAYER);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void whatIsWholeIsLeftAlone() {
        promotion.bring(from.at(IMAGE.digest()), List.of(to));

        assertThat(changes).isEmpty();
    }

    @Test
    void whatWasCollectedIsBroughtAgain() {
        held.remove("/v2/to/blobs/" + Digest.of(LAYER));

        promotion.bring(from.at(IMAGE.digest()), List.of(to));

        assertThat(changes).containsExactly("POST /v2/to/blobs/uploads/?mount=" + Digest.of(LAYER) + "&from=from");
    }

    @Test
    void anAttemptThatFindsThemCollectedIsNotTheLast() {
        missing = true;

        assertThatThrownBy(() -> new RegistryClient(RegistryClientSettings.defaults())
                        .putManifest(to.repository().tag("22").in(to.registry()), IMAGE))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    FailureReport failure = Failures.report(e);
                    assertThat(failure.kind()).isEqualTo("content-missing");
                    assertThat(failure.retryable()).isTrue();
                });
    }

    @Test
    void whatARegistrySaysThatItTookAndDidNotIsNotPromoted() {
        held.remove("/v2/to/manifests/" + IMAGE.digest());

        assertThatThrownBy(() -> promotion.bring(from.at(IMAGE.digest()), List.of(to)))
                .isInstanceOfSatisfying(PublishException.class, e -> {
                    assertThat(e.report().kind()).isEqualTo("read-back-differs");
                    assertThat(e.report().retryable()).isTrue();
                });
        assertThat(changes).containsExactly("PUT /v2/to/manifests/" + IMAGE.digest());
    }

    @Test
    void anIndexIsNotBelievedWhatItSaysOfAnotherKindOfManifest() {
        String json =
                "{\"schemaVersion\":2,\"mediaType\":\"%s\",\"manifests\":[{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}]}"
                        .formatted(MediaType.OCI_INDEX, MediaType.OCI_INDEX, IMAGE.digest(), IMAGE.bytes().length);
        Manifest index = Manifest.of(null, json.getBytes(StandardCharsets.UTF_8));
        held.put("/v2/from/manifests/" + index.digest(), index.bytes());

        assertThatThrownBy(() -> promotion.bring(from.at(index.digest()), List.of(to)))
                .isInstanceOf(PublishException.class)
                .hasMessageContaining("names " + IMAGE.digest() + " as " + MediaType.OCI_INDEX);
        assertThat(changes).isEmpty();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            byte[] content = held.get(exchange.getRequestURI().getPath());
            if (!method.equals("GET") && !method.equals("HEAD")) {
                changes.add(method + " " + exchange.getRequestURI());
                byte[] why = "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"message\":\"x\"}]}"
                        .getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(missing ? 404 : 201, missing ? why.length : -1);
                if (missing) {
                    exchange.getResponseBody().write(why);
                }
            } else if (content == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.getResponseHeaders().set("Content-Type", type(content));
                exchange.getResponseHeaders().set("Content-Length", Integer.toString(content.length));
                exchange.getResponseHeaders()
                        .set("Docker-Content-Digest", Digest.of(content).value());
                boolean head = method.equals("HEAD");
                exchange.sendResponseHeaders(200, head ? -1 : content.length);
                if (!head) {
                    exchange.getResponseBody().write(content);
                }
            }
        }
    }

    private static String type(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        return text.contains("\"manifests\"") ? MediaType.OCI_INDEX : MediaType.OCI_MANIFEST;
    }
}

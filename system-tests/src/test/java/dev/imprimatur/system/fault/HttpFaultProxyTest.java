package dev.imprimatur.system.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a registry did is seen, whatever its client hears of it; what it did not do is not. */
class HttpFaultProxyTest {
    private static final String MANIFEST = "/v2/a/b/manifests/1.0";
    /** A registry that goes away before it answers. */
    private static final int SILENT = 0;

    /** As the services' client: an offer to upgrade keeps the connection open. */
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final List<String> did = new CopyOnWriteArrayList<>();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final FaultPlan plan = new FaultPlan(1, 1, Duration.ofMillis(100));
    private HttpServer registry;
    private final List<String> missed = new CopyOnWriteArrayList<>();
    private int status = 201;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        registry.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            did.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
            if (status == SILENT) {
                exchange.close();
                return;
            }
            byte[] answer = "0123456789".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void aWriteIsSeenWithWhatWasWritten() throws IOException, InterruptedException {
        try (HttpFaultProxy proxy = proxy(Fault.LATENCY)) {
            assertThat(send(proxy, "PUT", MANIFEST, "manifest").body()).isEqualTo("0123456789");
            assertThat(send(proxy, "DELETE", MANIFEST, "").statusCode()).isEqualTo(201);
            send(proxy, "PUT", "/v2/a/blobs/uploads/1", "blob");
            send(proxy, "GET", MANIFEST, "");
        }

        assertThat(did).hasSize(4);
        assertThat(seen).containsExactly("PUT a/b 1.0 manifest", "DELETE a/b 1.0 ");
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"LOST_ANSWER", "TRUNCATED", "STALLED"})
    void aWriteWhoseAnswerIsLostIsSeen(Fault fault) throws IOException {
        try (HttpFaultProxy proxy = proxy(fault)) {
            plan.arm(true);

            assertThatThrownBy(() -> send(proxy, "PUT", MANIFEST, "manifest")).isInstanceOf(IOException.class);
        }

        assertThat(did).contains("PUT " + MANIFEST + " manifest");
        assertThat(seen).contains("PUT a/b 1.0 manifest").hasSameSizeAs(did);
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"UNAVAILABLE", "RATE_LIMITED", "ABSURD_PAUSE", "REDIRECTED"})
    void aWriteThatNeverArrivesIsNotSeen(Fault fault) throws IOException, InterruptedException {
        try (HttpFaultProxy proxy = proxy(fault)) {
            plan.arm(true);

            assertThat(send(proxy, "PUT", MANIFEST, "manifest").statusCode()).isIn(307, 429, 503);
        }

        assertThat(did).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void aWriteThatTheRegistryRefusesIsNotSeen() throws IOException, InterruptedException {
        status = 400;
        try (HttpFaultProxy proxy = proxy(Fault.LATENCY)) {
            assertThat(send(proxy, "PUT", MANIFEST, "manifest").statusCode()).isEqualTo(400);
        }

        assertThat(seen).isEmpty();
        assertThat(missed).isEmpty();
    }

    @Test
    void aWriteThatTheRegistryGoesAwayFromMayHaveBeenDone() throws IOException {
        status = SILENT;
        try (HttpFaultProxy proxy = proxy(Fault.LATENCY)) {
            assertThatThrownBy(() -> send(proxy, "PUT", MANIFEST, "manifest")).isInstanceOf(IOException.class);
        }

        assertThat(seen).isEmpty();
        assertThat(missed).contains("PUT a/b 1.0 manifest").hasSameSizeAs(did);
    }

    private HttpFaultProxy proxy(Fault fault) {
        return new HttpFaultProxy(
                "registry",
                URI.create("tcp://localhost:" + registry.getAddress().getPort()),
                plan,
                Map.of(fault, 1),
                new ManifestWitness() {
                    @Override
                    public void saw(Instant at, ManifestRequest request, byte[] manifest) {
                        seen.add(text(request, manifest));
                    }

                    @Override
                    public void missed(Instant at, ManifestRequest request, byte[] manifest) {
                        missed.add(text(request, manifest));
                    }
                });
    }

    private static String text(ManifestRequest request, byte[] manifest) {
        return request.method() + " " + request.repository() + " " + request.reference() + " "
                + new String(manifest, StandardCharsets.UTF_8);
    }

    private HttpResponse<String> send(HttpFaultProxy proxy, String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + proxy.port() + path))
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }
}

package dev.imprimatur.system.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.system.fault.ManifestRequest;
import dev.imprimatur.system.soak.Entry.TagDeleted;
import dev.imprimatur.system.soak.Entry.TagPut;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a registry did before it could say so is written down once it is there again, with the time at which it went
 * away.
 */
class RecorderTest {
    private static final Instant AT = Instant.parse("2026-11-28T03:00:00Z");
    private static final byte[] MANIFEST = "manifest".getBytes(StandardCharsets.UTF_8);
    private static final String DIGEST = Digest.of(MANIFEST).value();

    private final History history = new History();
    private final Recorder recorder = new Recorder(history);
    private final Map<String, String> has = new HashMap<>();
    private HttpServer registry;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        registry.createContext("/v2/", exchange -> {
            String digest = has.get(exchange.getRequestURI().getPath());
            if (digest != null) {
                exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
            }
            exchange.sendResponseHeaders(digest == null ? 404 : 200, -1);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @Test
    void whatItHasDoneIsWrittenDown() throws IOException, InterruptedException {
        has.put("/v2/app/manifests/1", DIGEST);
        recorder.missed(AT, new ManifestRequest("PUT", "app", "1"), MANIFEST);
        recorder.missed(AT, new ManifestRequest("DELETE", "app", "2"), new byte[0]);

        lookUp();

        assertThat(history.entries()).containsExactly(new TagPut(AT, "app:1", DIGEST), new TagDeleted(AT, "app:2"));
    }

    @Test
    void whatItHasNotDoneIsNot() throws IOException, InterruptedException {
        has.put("/v2/app/manifests/1", "sha256:other");
        has.put("/v2/app/manifests/" + DIGEST, DIGEST);
        recorder.missed(AT, new ManifestRequest("PUT", "app", "1"), MANIFEST);
        recorder.missed(AT, new ManifestRequest("PUT", "app", "2"), MANIFEST);
        recorder.missed(AT, new ManifestRequest("DELETE", "app", DIGEST), new byte[0]);

        lookUp();

        assertThat(history.entries()).isEmpty();
    }

    @Test
    void itIsLookedUpOnce() throws IOException, InterruptedException {
        has.put("/v2/app/manifests/1", DIGEST);
        recorder.missed(AT, new ManifestRequest("PUT", "app", "1"), MANIFEST);

        lookUp();
        lookUp();

        assertThat(history.entries()).hasSize(1);
    }

    private void lookUp() throws IOException, InterruptedException {
        recorder.lookUp(new RegistryView("localhost:" + registry.getAddress().getPort()));
    }
}

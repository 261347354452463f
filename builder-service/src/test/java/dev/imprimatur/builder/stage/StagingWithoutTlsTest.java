package dev.imprimatur.builder.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A staging registry without TLS, by a name that is no loopback address: only the configuration says how it is spoken
 * to.
 */
class StagingWithoutTlsTest {
    private static final String DIGEST = "sha256:" + "a".repeat(64);

    private final List<String> deleted = new CopyOnWriteArrayList<>();
    private final List<ImageReference> retired = new ArrayList<>();
    private final StagingRetention retention = new StagingRetention();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/node/tags/list", exchange -> {
            byte[] tags = "{\"tags\":[]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, tags.length);
            exchange.getResponseBody().write(tags);
            exchange.close();
        });
        server.createContext("/", exchange -> {
            boolean deletes = exchange.getRequestMethod().equals("DELETE");
            if (deletes) {
                deleted.add(exchange.getRequestURI().getPath());
            }
            exchange.sendResponseHeaders(deletes ? 202 : 404, -1);
            exchange.close();
        });
        server.start();
        String host = "0.0.0.0:" + server.getAddress().getPort();
        retention.registries = new RegistryClient(RegistryClientSettings.defaults());
        retention.config = (BuilderConfig) Proxy.newProxyInstance(
                BuilderConfig.class.getClassLoader(),
                new Class<?>[] {BuilderConfig.class},
                (proxy, method, arguments) -> Registry.parse("http://" + host));
        retention.builds = new OneBuild(ImageReference.parse(host + "/node@" + DIGEST));
        retention.refusals = new StagingRefusals();
        retention.contexts = new StoredContexts() {
            @Override
            List<ImageReference> unneeded(Instant then, ImageReference last, Set<String> without) {
                return List.of();
            }
        };
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isClearedThoughRowsDoNotSayThatItSpeaksNone() {
        retention.clear(Instant.now());

        assertThat(deleted).containsExactly("/v2/node/manifests/" + DIGEST);
        assertThat(retired).hasSize(1);
    }

    /** Decided, and read from a row. */
    private final class OneBuild extends DecidedBuilds {
        private final ImageReference staged;

        OneBuild(ImageReference staged) {
            this.staged = staged;
        }

        @Override
        List<ImageReference> before(Instant then, ImageReference last, Set<String> without) {
            return last == null ? List.of(staged) : List.of();
        }

        @Override
        List<ImageReference> unreported(Instant then, ImageReference last, Set<String> without) {
            return List.of();
        }

        @Override
        boolean still(ImageReference image, Instant then) {
            return true;
        }

        @Override
        void retire(ImageReference image, Instant then) {
            retired.add(image);
        }
    }
}

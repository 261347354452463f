package dev.imprimatur.builder.stage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.push.KnownLayers;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bases whose manifests describe their layers in other ways than OCI does. */
class BaseLayersTest {
    private final EngineImage image = new EngineImage(
            new Digest("sha256:" + "2".repeat(64)),
            List.of(),
            List.of(),
            Map.of(),
            List.of(new Digest("sha256:" + "3".repeat(64))),
            List.of(),
            List.of(),
            List.of(),
            "linux/amd64",
            1);

    private final Engine engine = (Engine) Proxy.newProxyInstance(
            Engine.class.getClassLoader(),
            new Class<?>[] {Engine.class},
            (proxy, method, arguments) -> method.getName().equals("image") ? Optional.of(image) : null);

    private HttpServer registry;
    private volatile String layer;

    @BeforeEach
    void start() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            byte[] manifest = ("{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\",\"config\":{},"
                            + "\"layers\":[" + layer + "]}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST);
            exchange.sendResponseHeaders(200, manifest.length);
            exchange.getResponseBody().write(manifest);
            exchange.close();
        });
        registry.start();
    }

    @AfterEach
    void stop() {
        registry.stop(0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"digest\":\"sha256:%1$s\",\"size\":1}",
                "{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha512:%1$s%1$s\",\"size\":1}"
            })
    void theirLayersAreCompressedAgain(String badly) {
        layer = badly.formatted("1".repeat(64));
        Registry here = Registry.parse("localhost:" + registry.getAddress().getPort());

        KnownLayers known = new BaseLayers(engine, new RegistryClient(RegistryClientSettings.defaults()))
                .of(List.of(ImageReference.parse(here + "/node:22")), here);

        assertThat(known).usingRecursiveComparison().isEqualTo(new KnownLayers());
    }
}

package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.fixture.FullTempFiles;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FullTempFolderTest {

    @Test
    void aLayerForWhichThereIsNoRoomIsChance() throws Exception {
        byte[] layer = new byte[100_000];
        byte[] configuration =
                ("{\"rootfs\":{\"diff_ids\":[\"" + Digest.of(layer) + "\"]}}").getBytes(StandardCharsets.UTF_8);
        Manifest manifest = Manifest.ofImage(
                descriptor(configuration, MediaType.OCI_CONFIG), List.of(descriptor(layer, MediaType.OCI_LAYER_GZIP)));
        Map<String, byte[]> content = Map.of(
                Digest.of(configuration).value(), configuration,
                Digest.of(layer).value(), layer,
                manifest.digest().value(), manifest.bytes());
        FullTempFiles files = new FullTempFiles("layer-");
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] asked = content.get(path.replaceFirst(".*/", ""));
            files.fill();
            exchange.getResponseHeaders()
                    .add(
                            "Content-Type",
                            path.contains("/manifests/") ? manifest.mediaType() : "application/octet-stream");
            exchange.sendResponseHeaders(200, asked.length);
            exchange.getResponseBody().write(asked);
            exchange.close();
        });
        registry.start();
        ImageReference image =
                ImageReference.parse("localhost:" + registry.getAddress().getPort() + "/x@" + manifest.digest());
        ContentReader reader = new ContentReader(new RegistryClient(RegistryClientSettings.defaults()));

        try {
            assertThatThrownBy(() -> reader.read(image)).isInstanceOfSatisfying(EngineException.class, thrown -> {
                assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class);
                assertThat(thrown.failure().kind()).isEqualTo(Kind.DISK_FULL);
            });
        } finally {
            registry.stop(0);
        }
    }

    private static Descriptor descriptor(byte[] content, String mediaType) {
        return new Descriptor(Digest.of(content), mediaType, content.length);
    }
}

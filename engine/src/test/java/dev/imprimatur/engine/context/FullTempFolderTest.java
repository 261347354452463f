package dev.imprimatur.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.events.Archive;
import dev.imprimatur.fixture.FullTempFiles;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

class FullTempFolderTest {

    @Test
    void aContextForWhichThereIsNoRoomIsChance() throws Exception {
        byte[] tar = new byte[1_000_000];
        FullTempFiles files = new FullTempFiles("imprimatur-context");
        HttpServer registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        registry.createContext("/", exchange -> {
            if (exchange.getRequestMethod().equals("HEAD")) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                files.fill();
                exchange.sendResponseHeaders(200, tar.length);
                exchange.getResponseBody().write(tar);
            }
            exchange.close();
        });
        registry.start();
        String name = "localhost:" + registry.getAddress().getPort();
        Archive archive = Archive.larger(Digest.of(tar), tar.length);

        try (ContextCache cache = new ContextCache(
                new RegistryClient(RegistryClientSettings.defaults()), Registry.parse(name), tar.length)) {
            ImageReference there = ImageReference.parse(name + "/x@" + archive.digest());

            assertThatThrownBy(() -> cache.hold(archive.at(there)))
                    .isInstanceOfSatisfying(EngineException.class, thrown -> {
                        assertThat(thrown.failure()).isInstanceOf(Failure.Transient.class);
                        assertThat(thrown.failure().kind()).isEqualTo(Kind.DISK_FULL);
                        assertThat(thrown).hasMessageContaining("java.io.tmpdir");
                    });
        } finally {
            registry.stop(0);
        }
    }
}

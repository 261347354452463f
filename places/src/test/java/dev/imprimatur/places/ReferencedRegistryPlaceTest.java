package dev.imprimatur.places;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry without TLS whose reference does not say so. */
class ReferencedRegistryPlaceTest {
    private HttpServer server;
    private Registry registry;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v2/", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        registry = new Registry("127.0.0.1:" + server.getAddress().getPort(), false);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void itIsWellThoughItSpeaksNoTls() {
        assertThat(new RegistryPlace(registry).trouble()).isPresent();

        assertThat(new ReferencedRegistryPlace(registry).trouble()).isEmpty();
    }

    @Test
    void oneThatIsAwayIsSick() {
        stop();

        assertThat(new ReferencedRegistryPlace(registry).trouble()).isPresent();
        assertThat(new ReferencedRegistryPlace(registry).name()).isEqualTo(new RegistryPlace(registry).name());
    }
}

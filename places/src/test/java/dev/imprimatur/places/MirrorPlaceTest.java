package dev.imprimatur.places;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MirrorPlaceTest {
    @ParameterizedTest
    @CsvSource({
        "200, false",
        "301, false",
        "401, false",
        "404, false",
        "405, false",
        "429, true",
        "500, true",
        "503, true"
    })
    void itIsWellIfItAnswersAndIsNotOverloaded(int status, boolean sick) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
        try {
            assertThat(at(server.getAddress().getPort()).trouble().isPresent()).isEqualTo(sick);
        } finally {
            server.stop(0);
        }
    }

    @Test
    void oneThatRefusesConnectionsOrSaysNothingIsSick() throws IOException {
        int port;
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            assertThat(at(port).trouble()).isPresent();
        }
        assertThat(at(port).trouble()).isPresent();
    }

    @Test
    void itsNameHasNoLogin() {
        assertThat(new MirrorPlace(URI.create("https://me:secret@packages.example/debian")).name())
                .isEqualTo("package mirror packages.example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"packages.example", "ftp://packages.example/", "https:///debian"})
    void whatIsNoAddressIsNamed(String address) {
        assertThatThrownBy(() -> new MirrorPlace(URI.create(address)))
                .hasMessageContaining("imprimatur.places.mirrors")
                .hasMessageContaining(address);
    }

    private static MirrorPlace at(int port) {
        return new MirrorPlace(URI.create("http://localhost:" + port + "/"));
    }
}

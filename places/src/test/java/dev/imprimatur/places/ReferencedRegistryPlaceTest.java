package dev.imprimatur.places;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A registry without TLS whose reference does not say so. */
class ReferencedRegistryPlaceTest {
    /** With what a handshake of TLS begins. */
    private static final int HANDSHAKE = 0x16;
    /** What registries without TLS say to one. */
    private static final String PLAIN = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n";

    private final List<Integer> firstBytes = new CopyOnWriteArrayList<>();
    private ServerSocket server;
    private Registry registry;
    private volatile String answer = PLAIN;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        registry = new Registry("127.0.0.1:" + server.getLocalPort(), false);
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                serve();
            }
        });
    }

    private void serve() {
        try (Socket connection = server.accept()) {
            firstBytes.add(connection.getInputStream().read());
            connection.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
            connection.shutdownOutput();
            connection.getInputStream().readAllBytes();
        } catch (IOException e) {
            // The client has what it wants, or the test is over.
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void itIsWellThoughItSpeaksNoTlsAndIsAskedNothingWithoutIt() {
        assertThat(new RegistryPlace(registry).trouble()).isPresent();

        assertThat(new ReferencedRegistryPlace(registry).trouble()).isEmpty();
        assertThat(firstBytes).hasSize(2).containsOnly(HANDSHAKE);
    }

    @Test
    void oneWhoseConnectionsBreakIsSick() {
        answer = "";

        assertThat(new ReferencedRegistryPlace(registry).trouble()).isPresent();
        assertThat(firstBytes).containsOnly(HANDSHAKE);
    }

    @Test
    void oneThatIsAwayIsSick() throws IOException {
        stop();

        assertThat(new ReferencedRegistryPlace(registry).trouble()).isPresent();
        assertThat(new ReferencedRegistryPlace(registry).name()).isEqualTo(new RegistryPlace(registry).name());
    }
}

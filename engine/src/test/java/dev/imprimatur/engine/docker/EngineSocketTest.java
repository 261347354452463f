package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Our own connections with an engine: what a client may show, and what becomes of one that gets no answer. */
@Timeout(60)
class EngineSocketTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final Authority authority = new Authority();

    @TempDir
    Path folder;

    private static DockerClientConfig config(ServerSocket server, Path files) {
        return DefaultDockerClientConfig.createDefaultConfigBuilder()
                .withDockerHost("tcp://localhost:" + server.getLocalPort())
                .withDockerTlsVerify(true)
                .withCustomSslConfig(new EngineTls(files))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA", "RSASSA-PSS", "Ed25519"})
    void aClientsKeyIsOfAnyKindThatTlsKnows(String algorithm) throws Exception {
        try (ServerSocket server = authority.server("localhost")) {
            CompletableFuture<Integer> sent = CompletableFuture.supplyAsync(() -> {
                try (Socket client = server.accept()) {
                    return client.getInputStream().read();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket socket =
                    EngineSocket.connect(config(server, authority.client(folder, algorithm)), Duration.ofSeconds(20))) {
                socket.getOutputStream().write('x');
                assertThat(sent.get(20, TimeUnit.SECONDS)).isEqualTo('x');
            }
        }
    }

    @Test
    void anotherKeyOfThatKindIsNoPair() throws Exception {
        authority.client(folder, "Ed25519");
        Files.copy(
                authority.client(folder.resolve("other"), "Ed25519").resolve("key.pem"),
                folder.resolve("key.pem"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThatThrownBy(() -> new EngineTls(folder))
                .hasMessageStartingWith(folder + "/key.pem is not the key of " + folder + "/cert.pem");
    }

    /** As one whose machine has stopped: it takes connections still. */
    @Test
    void anEngineThatSaysNothingIsGivenUpAndItsConnectionClosed() throws Exception {
        Path files = authority.client(folder, authority);
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EngineSocket.connect(config(server, files), SHORT))
                    .isInstanceOf(SocketTimeoutException.class);

            try (Socket client = server.accept()) {
                assertThat(client.getInputStream().readAllBytes()).isNotEmpty();
            }
        }
    }
}

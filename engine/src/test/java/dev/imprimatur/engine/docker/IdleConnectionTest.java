package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.oci.ImageReference;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An engine that offers to keep a connection, and closes it once it idles. */
class IdleConnectionTest {
    private final AtomicInteger requests = new AtomicInteger();

    @Test
    void noRequestIsLostWithAConnectionThatIdled() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                Engine engine = DockerEngines.connect("tcp://127.0.0.1:" + server.getLocalPort())) {
            Thread.ofPlatform().daemon().start(() -> serve(server));
            ImageReference tag = ImageReference.parse("localhost:1/a:b");

            for (int i = 0; i < 5; i++) {
                assertThatCode(() -> engine.tag("sha256:" + "0".repeat(64), tag))
                        .doesNotThrowAnyException();
            }

            assertThat(requests).as("none is sent twice").hasValue(5);
        }
    }

    /** One request a connection: the answer says nothing of its end, which follows at once. */
    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                    if (line.startsWith("POST ")) {
                        requests.incrementAndGet();
                    }
                }
                client.getOutputStream()
                        .write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
            } catch (IOException e) {
                // The test is over, or the client closed first.
            }
        }
    }
}

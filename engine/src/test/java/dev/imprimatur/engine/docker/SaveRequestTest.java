package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.dockerjava.core.DefaultDockerClientConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An engine that takes a request for an image and never answers. */
@Timeout(value = 20, threadMode = ThreadMode.SEPARATE_THREAD)
class SaveRequestTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofHours(1);

    @TempDir
    Path folder;

    private enum Transport {
        UNIX,
        TCP
    }

    @ParameterizedTest
    @EnumSource
    void itIsGivenUp(Transport transport) throws Exception {
        try (ServerSocketChannel server = server(transport)) {
            EngineException thrown = catchThrowableOfType(
                    EngineException.class, () -> request(server, SHORT).send("an-image", new Cancellation()));

            assertThat(thrown.failure().kind()).isEqualTo(Kind.TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCancelEndsTheWait(Transport transport) throws Exception {
        try (ServerSocketChannel server = server(transport)) {
            Cancellation cancellation = new Cancellation();
            CompletableFuture<Throwable> ended = CompletableFuture.supplyAsync(
                    () -> catchThrowable(() -> request(server, LONG).send("an-image", cancellation)),
                    // Other tests may hold all threads that are common.
                    Thread::startVirtualThread);
            try (SocketChannel client = server.accept()) {
                assertThat(client.read(ByteBuffer.allocate(1024))).isPositive();

                cancellation.cancel();

                assertThat(ended.get(5, TimeUnit.SECONDS)).isInstanceOf(EngineException.class);
            }
        }
    }

    private ServerSocketChannel server(Transport transport) throws IOException {
        return transport == Transport.UNIX
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                        .bind(UnixDomainSocketAddress.of(folder.resolve("engine.sock")))
                : ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private static SaveRequest request(ServerSocketChannel server, Duration firstByte) throws IOException {
        SocketAddress address = server.getLocalAddress();
        String host = address instanceof UnixDomainSocketAddress unix
                ? "unix://" + unix.getPath()
                : "tcp://127.0.0.1:" + ((InetSocketAddress) address).getPort();
        return new SaveRequest(
                DefaultDockerClientConfig.createDefaultConfigBuilder()
                        .withDockerHost(host)
                        .build(),
                Duration.ofSeconds(10),
                firstByte,
                LONG);
    }
}

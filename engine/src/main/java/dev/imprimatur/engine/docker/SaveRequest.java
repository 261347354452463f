package dev.imprimatur.engine.docker;

import com.github.dockerjava.core.DockerClientConfig;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Asks the engine for an image, over a connection of its own: docker-java's Unix socket takes twenty times as long as
 * the engine does. In HTTP/1.0 the body is just what follows until the end; whether it is complete, the archive shows.
 */
final class SaveRequest {
    private static final int LONGEST_HEAD = 64 * 1024;

    private static final byte[] END_OF_HEAD = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final DockerClientConfig config;
    private final Duration connect;
    private final Duration firstByte;
    private final Duration silence;

    /**
     * Of an engine at this address.
     *
     * @param firstByte how long it may say nothing at first
     * @param silence how long it may say nothing in the middle
     */
    SaveRequest(DockerClientConfig config, Duration connect, Duration firstByte, Duration silence) {
        this.config = config;
        this.connect = connect;
        this.firstByte = firstByte;
        this.silence = silence;
    }

    /** The image as the engine sends it. */
    InputStream send(String image, Cancellation cancellation) throws IOException {
        SaveStream answer = new SaveStream(
                open("GET /images/" + image + "/get HTTP/1.0\r\nHost: docker\r\n\r\n"),
                firstByte,
                silence,
                cancellation);
        try {
            String head = head(answer);
            if (!head.matches("(?s)HTTP/1\\.[01] 200 .*")) {
                String said = new String(answer.readNBytes(LONGEST_HEAD), StandardCharsets.UTF_8);
                throw new EngineException(FailureSorting.ofAnswer(said.isBlank() ? head : said));
            }
            answer.begun();
            return answer;
        } catch (IOException | RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    private InputStream open(String request) throws IOException {
        URI engine = config.getDockerHost();
        ByteBuffer bytes = ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII));
        if (engine.getScheme().equals("unix")) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            return orClose(channel, () -> {
                channel.connect(UnixDomainSocketAddress.of(engine.getPath()));
                return sent(bytes, channel, Channels.newInputStream(channel));
            });
        }
        Socket socket = EngineSocket.connect(config, connect);
        return orClose(socket, () -> {
            // The handshake set one. From now on the stream is watched.
            socket.setSoTimeout(0);
            return sent(bytes, Channels.newChannel(socket.getOutputStream()), socket.getInputStream());
        });
    }

    private static InputStream sent(ByteBuffer request, WritableByteChannel to, InputStream answer) throws IOException {
        while (request.hasRemaining()) {
            to.write(request);
        }
        return answer;
    }

    private static InputStream orClose(Closeable connection, Opening opening) throws IOException {
        try {
            return opening.now();
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private interface Opening {
        InputStream now() throws IOException;
    }

    /** Byte by byte: whatever follows is the archive. */
    private static String head(InputStream answer) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < END_OF_HEAD.length) {
            int next = answer.read();
            if (next < 0 || head.size() > LONGEST_HEAD) {
                throw new IOException("the engine's answer to a request for an image is no HTTP");
            }
            head.write(next);
            matched = next == END_OF_HEAD[matched] ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.US_ASCII).lines().findFirst().orElse("");
    }
}

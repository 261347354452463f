package dev.imprimatur.engine.docker;

import com.github.dockerjava.core.DockerClientConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A connection of our own with an engine at a TCP port, over TLS where that is set. */
final class EngineSocket {
    private EngineSocket() {}

    /** With the beginnings of TLS; nothing else is sent over it yet. */
    static Socket connect(DockerClientConfig config, Duration within) throws IOException {
        URI engine = config.getDockerHost();
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(engine.getHost(), engine.getPort()), (int) within.toMillis());
            SSLContext tls =
                    config.getSSLConfig() == null ? null : config.getSSLConfig().getSSLContext();
            if (tls == null) {
                return plain;
            }
            SSLSocket socket =
                    (SSLSocket) tls.getSocketFactory().createSocket(plain, engine.getHost(), engine.getPort(), true);
            var parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.setSoTimeout((int) within.toMillis());
            socket.startHandshake();
            return socket;
        } catch (GeneralSecurityException e) {
            plain.close();
            throw new IOException("no TLS with " + engine, e);
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }
}

package dev.imprimatur.engine.docker;

import com.github.dockerjava.core.DockerClientConfig;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Tells a connection to an engine that TLS refuses from one that broke. */
final class EngineTrust {
    /** What the runtime says of connections that ended, though it calls that an error of TLS. */
    private static final Pattern BROKEN =
            Pattern.compile("(?i)closed|reset|broken pipe|shut ?down|terminated|timed out");

    private static final Duration ANSWER = Duration.ofSeconds(2);

    private EngineTrust() {}

    /**
     * Why a connection broke, if the engine refuses this client's certificate: in TLS 1.3 it says so after the handshake,
     * and whoever has sent a request by then sees a broken connection only. Here nothing is sent, so it can be heard.
     */
    static Optional<Failure> heard(DockerClientConfig config) {
        if (config.getSSLConfig() == null || config.getDockerHost().getScheme().equals("unix")) {
            return Optional.empty();
        }
        try (Socket socket = EngineSocket.connect(config, ANSWER)) {
            socket.setSoTimeout((int) ANSWER.toMillis());
            socket.getInputStream().read();
            return Optional.empty();
        } catch (IOException e) {
            return refused(e);
        }
    }

    /** The failure that this is, if trust is what it wants. */
    static Optional<Failure> refused(Throwable thrown) {
        Throwable root = FailureSorting.root(thrown);
        boolean broke = root instanceof EOFException
                || root instanceof SocketException
                || root instanceof SocketTimeoutException
                || BROKEN.matcher(String.valueOf(root.getMessage())).find();
        for (Throwable cause = thrown; cause != null && !broke; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Optional.of(new Failure.Permanent(
                        Kind.ENGINE_UNTRUSTED,
                        "no trusted TLS connection with the container engine (" + root.getMessage() + "); check that"
                                + " ca.pem in imprimatur.engine.cert-path or DOCKER_CERT_PATH is of the CA that issued"
                                + " the engine's certificate, that this names the engine's host, and that cert.pem is"
                                + " of the CA that the engine wants",
                        null));
            }
        }
        return Optional.empty();
    }
}

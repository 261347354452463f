package dev.imprimatur.engine.docker;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.io.EOFException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;

/** Distinguishes a connection to an engine that TLS refuses from one that broke. */
final class EngineTrust {
    /** What the runtime says of connections that ended, though it calls that an error of TLS. */
    private static final Pattern BROKEN =
            Pattern.compile("(?i)closed|reset|broken pipe|shut ?down|terminated|timed out");

    private EngineTrust() {}

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

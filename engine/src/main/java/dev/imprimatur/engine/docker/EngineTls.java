package dev.imprimatur.engine.docker;

import com.github.dockerjava.core.SSLConfig;
import dev.imprimatur.engine.EngineCertificates;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS with an engine by the files that Docker's client knows. When they change, connections from then on use what is
 * new; files that cannot be used leave the ones before in use.
 */
final class EngineTls implements SSLConfig {
    private final Path folder;
    private final SSLContext context;
    private volatile ClientFiles files;
    private volatile X509Certificate shown;

    /** @throws IllegalArgumentException if the files do not do for TLS; the message names the one that does not */
    EngineTls(Path folder) {
        this.folder = folder;
        try {
            this.files = ClientFiles.read(folder);
            this.context = SSLContext.getInstance("TLS");
            context.init(
                    new KeyManager[] {new EngineKeys(folder, this::current)}, new TrustManager[] {new Trust()}, null);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException(
                    e.getMessage() + "; expected ca.pem, cert.pem and key.pem, as Docker's client knows them", e);
        }
    }

    @Override
    public SSLContext getSSLContext() {
        return context;
    }

    /** Until when they are valid. */
    EngineCertificates certificates() {
        X509Certificate engine = shown;
        return new EngineCertificates(
                current().expires(), Optional.ofNullable(engine).map(EngineTls::expires));
    }

    private static Instant expires(X509Certificate certificate) {
        return certificate.getNotAfter().toInstant();
    }

    private synchronized ClientFiles current() {
        ClientFiles known = files;
        try {
            if (!known.sameAsIn(folder)) {
                files = ClientFiles.read(folder);
                // A session that is resumed shows no certificate.
                var sessions = context.getClientSessionContext();
                Collections.list(sessions.getIds())
                        .forEach(id -> Optional.ofNullable(sessions.getSession(id))
                                .ifPresent(session -> session.invalidate()));
            }
        } catch (IOException | GeneralSecurityException e) {
            // They are being written; the next connection looks again.
            return known;
        }
        return files;
    }

    private final class Trust extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain, mine -> mine.trust().checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain, mine -> mine.trust().checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain, mine -> mine.trust().checkServerTrusted(chain, type));
        }

        /** What the engine would say of this client's own is no more than that it is bad. */
        private void check(X509Certificate[] chain, Check check) throws CertificateException {
            ClientFiles mine = current();
            shown = chain[0];
            try {
                check.with(mine);
            } catch (CertificateException e) {
                if (FailureSorting.root(e) instanceof CertificateExpiredException) {
                    throw new CertificateException("the engine's certificate, or its CA's in "
                            + folder.resolve("ca.pem") + ", has expired; the engine's was valid until "
                            + expires(chain[0]) + ". An engine reads its own when it starts");
                }
                throw e;
            }
            if (mine.expires().isBefore(Instant.now())) {
                throw new CertificateException(folder.resolve("cert.pem") + " expired at " + mine.expires()
                        + "; replace it and key.pem, no restart is needed");
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return files.trust().getAcceptedIssuers();
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is a client");
        }
    }

    private interface Check {
        void with(ClientFiles mine) throws CertificateException;
    }
}

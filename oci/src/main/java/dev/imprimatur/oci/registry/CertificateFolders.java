package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Certificates for one registry only, in folders like Docker's {@code certs.d}: the PEM files {@code HOST[:PORT]/*.crt}
 * of authorities that are trusted beside those that are trusted anyway, and {@code *.cert} with {@code *.key}, by which
 * the client shows who it is.
 *
 * @param folders such folders; those that are not there count for nothing
 */
record CertificateFolders(List<Path> folders) {
    private static final List<String> KINDS = List.of(".crt", ".cert", ".key");

    /**
     * A file as it is at present.
     *
     * @param path where it is
     * @param changedAt when it was last written; null if that cannot be seen
     * @param size in bytes
     */
    record State(Path path, FileTime changedAt, long size) {

        private static State of(Path file) {
            try {
                return new State(file, Files.getLastModifiedTime(file), Files.size(file));
            } catch (IOException e) {
                return unseen(file);
            }
        }

        private static State unseen(Path path) {
            return new State(path, null, 0);
        }

        private boolean isUnseen() {
            return changedAt == null;
        }

        private boolean is(String kind) {
            return path.toString().endsWith(kind);
        }
    }

    /** The files that count for this registry; the same list as long as none of them changes. */
    List<State> files(Registry registry) {
        return folders.stream()
                .map(folder -> folder.resolve(registry.host()))
                .filter(Files::isDirectory)
                .flatMap(CertificateFolders::files)
                .toList();
    }

    /**
     * How a registry with these files is trusted, and how the client shows who it is; nothing if there are none.
     *
     * @throws RegistryException if one of them cannot be read
     */
    static Optional<SSLContext> tls(List<State> files) {
        files.stream().filter(State::isUnseen).findFirst().ifPresent(unseen -> {
            throw unreadable(unseen.path(), "it is not there, or may not be looked at");
        });
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(tls(
                        files.stream()
                                .filter(file -> file.is(".crt"))
                                .map(State::path)
                                .toList(),
                        files.stream()
                                .filter(file -> file.is(".cert"))
                                .map(State::path)
                                .toList()));
    }

    private static Stream<State> files(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed
                    .filter(file -> KINDS.stream().anyMatch(file.toString()::endsWith))
                    .sorted()
                    .map(State::of)
                    .toList()
                    .stream();
        } catch (IOException | UncheckedIOException e) {
            return Stream.of(State.unseen(folder));
        }
    }

    private static SSLContext tls(List<Path> authorities, List<Path> clients) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            List<Certificate> all = new ArrayList<>(trustedAnyway());
            authorities.forEach(file -> all.addAll(read(file)));
            for (Certificate each : all) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(ClientCertificates.keys(clients), trust(store).getTrustManagers(), null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this Java cannot make a trust store", e);
        }
    }

    private static List<X509Certificate> trustedAnyway() throws GeneralSecurityException {
        return Arrays.stream(trust(null).getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .toList();
    }

    private static TrustManagerFactory trust(KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory;
    }

    /** The certificates in a PEM file. */
    static List<Certificate> read(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(file, e.getMessage());
        }
    }

    private static RegistryException unreadable(Path file, String why) {
        return new RegistryException(
                Kind.TLS, file + " cannot be read as certificates in PEM form: " + why + "; correct or remove it");
    }
}

package dev.imprimatur.oci.registry;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Authorities that are trusted for one registry only, beside those that are trusted anyway: the PEM files
 * {@code HOST[:PORT]/*.crt} in folders like Docker's {@code certs.d}.
 *
 * @param folders such folders; those that are not there count for nothing
 */
record PrivateAuthorities(List<Path> folders) {

    /**
     * How this registry is trusted, or nothing if no authority is its own.
     *
     * @throws RegistryException if a file of its authorities cannot be read
     */
    Optional<SSLContext> of(Registry registry) {
        List<Path> files = folders.stream()
                .map(folder -> folder.resolve(registry.host()))
                .filter(Files::isDirectory)
                .flatMap(PrivateAuthorities::files)
                .toList();
        return files.isEmpty() ? Optional.empty() : Optional.of(trusting(files));
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            return listed.filter(file -> file.toString().endsWith(".crt")).sorted().toList().stream();
        } catch (IOException e) {
            throw unreadable(folder, e);
        }
    }

    private static SSLContext trusting(List<Path> files) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            List<Certificate> all = new ArrayList<>(trustedAnyway());
            files.forEach(file -> all.addAll(read(file)));
            for (Certificate each : all) {
                store.setCertificateEntry(Integer.toString(store.size()), each);
            }
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(null, trust(store).getTrustManagers(), null);
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

    private static List<Certificate> read(Path file) {
        try (InputStream pem = Files.newInputStream(file)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(pem));
        } catch (GeneralSecurityException | IOException e) {
            throw unreadable(file, e);
        }
    }

    private static RegistryException unreadable(Path file, Exception e) {
        return new RegistryException(
                Kind.TLS,
                file + " cannot be read as certificates in PEM form: " + e.getMessage() + "; mend or remove it");
    }
}

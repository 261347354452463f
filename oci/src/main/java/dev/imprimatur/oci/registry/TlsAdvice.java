package dev.imprimatur.oci.registry;

import java.nio.file.Path;
import java.security.cert.CertificateExpiredException;
import java.util.List;

/** What to do about a registry that is not trusted. */
final class TlsAdvice {
    /** TLS alerts of a server that is not content with the client's certificate, or has none. */
    private static final List<String> CLIENT_WANTED = List.of("certificate_required", "bad_certificate");

    /** How Java says that a certificate names other hosts. */
    private static final List<String> OTHER_HOST = List.of("No subject alternative", "No name matching");

    private TlsAdvice() {}

    /**
     * What went wrong, and what to do.
     *
     * @param root the first cause
     * @param folder the one for this registry's certificates
     */
    static String on(Throwable root, Path folder) {
        return "no trusted TLS connection (" + root.getMessage() + "); " + advice(root, folder);
    }

    private static String advice(Throwable root, Path folder) {
        String why = String.valueOf(root.getMessage());
        if (root instanceof CertificateExpiredException) {
            return "its certificate, or that of its CA, has expired: have it renewed";
        }
        if (OTHER_HOST.stream().anyMatch(why::startsWith)) {
            return "its certificate is not one for this host: ask it by a name that the certificate has, or have one made"
                    + " with this name";
        }
        if (CLIENT_WANTED.stream().anyMatch(why::contains)) {
            return "it wants a certificate of the client: put client.cert and client.key into " + folder;
        }
        return "put its CA into " + folder.resolve("ca.crt") + ", or write http:// in front of a registry without TLS";
    }
}

package dev.imprimatur.cli.console;

import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** How the console is connected to. A command is short: what it does not need costs more time than what it asks. */
final class Connections {
    private Connections() {}

    /**
     * A client for this address. One without TLS does not read the certificates that the machine trusts; it trusts
     * none.
     */
    static HttpClient.Builder to(URI console) {
        HttpClient.Builder client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        return "https".equals(console.getScheme()) ? client : client.sslContext(trustingNoCertificate());
    }

    private static SSLContext trustingNoCertificate() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }
}

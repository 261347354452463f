package dev.imprimatur.system;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;

/**
 * A certificate and a login for a registry, and a client's configuration that has both. The certificate is for this
 * machine's name, since on loopback clients expect no TLS.
 */
final class Lock {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String STORE = "of-the-test";
    private static final String USER = "alice";
    private static final String PASSWORD = "known-by-the-helper";
    private static final String HASHED = "$2b$04$GgOXabaEgJqMZHVARXTVhO4oD9R8cMZJ77wGNWe8cVj6gL5EIK8zS";

    private final Path folder;
    private final String host;
    private final KeyStore store;

    /** Makes one, in a folder of its own. */
    Lock(Path folder) throws IOException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        this.host = InetAddress.getLocalHost().getHostName();
        Path file = folder.resolve("store.p12").toAbsolutePath();
        Files.deleteIfExists(file);
        Script.Result made = Script.program(
                LIMIT,
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + host,
                "-ext",
                "san=dns:" + host,
                "-keystore",
                file.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE);
        if (made.exitCode() != 0) {
            throw new IllegalStateException("keytool: " + made.output() + made.errors());
        }
        store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(file)) {
            store.load(stored, STORE.toCharArray());
        }
    }

    /** The name that the certificate is for. */
    String host() {
        return host;
    }

    /** What the registry reads, by its path. */
    Map<String, String> files() {
        try {
            byte[] key = store.getKey("registry", STORE.toCharArray()).getEncoded();
            return Map.of(
                    "/tls.crt",
                    certificate(),
                    "/tls.key",
                    pem("PRIVATE KEY", key),
                    "/htpasswd",
                    USER + ":" + HASHED + "\n");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A folder for {@code DOCKER_CONFIG} that trusts the registry at this address, and has no login. */
    Path trusting(String address) throws IOException {
        return trusting("trusting", address);
    }

    private Path trusting(String name, String address) throws IOException {
        Path configuration = folder.resolve(name).toAbsolutePath();
        Files.writeString(
                Files.createDirectories(configuration.resolve("certs.d").resolve(address))
                        .resolve("ca.crt"),
                certificate());
        return configuration;
    }

    /** The same with the login. */
    Path opened(String address) throws IOException {
        Path configuration = trusting("opened", address);
        String login = Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes());
        Files.writeString(
                configuration.resolve("config.json"), "{\"auths\":{\"" + address + "\":{\"auth\":\"" + login + "\"}}}");
        return configuration;
    }

    private String certificate() {
        try {
            return pem("CERTIFICATE", store.getCertificate("registry").getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content));
    }
}

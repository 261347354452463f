package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real registry on loopback with TLS of an authority of its own, which lets in who has the one login. */
final class TlsRegistry implements AutoCloseable {
    static final String USER = "alice";
    static final String PASSWORD = "known-by-the-helper";
    private static final String HASHED = "$2b$04$GgOXabaEgJqMZHVARXTVhO4oD9R8cMZJ77wGNWe8cVj6gL5EIK8zS";
    private static final String STORE = "of-the-test";

    private final Path folder;
    private final int port;
    private final Process process;

    TlsRegistry(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        this(folder, "", "");
    }

    /** One whose certificate has expired. */
    static TlsRegistry expired(Path folder) throws IOException, InterruptedException, GeneralSecurityException {
        return new TlsRegistry(folder, "", "", "-2d");
    }

    /** One that lets in only clients with a certificate of its authority. */
    static TlsRegistry forCertifiedClients(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        return new TlsRegistry(folder, ", clientcas: [%s/ca.crt]".formatted(folder), "");
    }

    /** One that takes this for its own address, and names it as the place for uploads. */
    static TlsRegistry named(Path folder, Registry address)
            throws IOException, InterruptedException, GeneralSecurityException {
        return new TlsRegistry(folder, "", "  host: " + address.uri() + "\n");
    }

    private TlsRegistry(Path folder, String tls, String http)
            throws IOException, InterruptedException, GeneralSecurityException {
        this(folder, tls, http, "-0d");
    }

    /** @param since from when on its certificate is valid for a day */
    private TlsRegistry(Path folder, String tls, String http, String since)
            throws IOException, InterruptedException, GeneralSecurityException {
        this.folder = Files.createDirectories(folder);
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        certify(since);
        Files.writeString(folder.resolve("htpasswd"), USER + ":" + HASHED + "\n");
        Path config = Files.writeString(folder.resolve("config.yml"), """
                version: 0.1
                log: {level: warn}
                storage: {filesystem: {rootdirectory: %1$s/data}}
                http:
                  addr: localhost:%2$d
                  tls: {certificate: %1$s/server.crt, key: %1$s/server.key%3$s}
                %4$sauth: {htpasswd: {realm: test, path: %1$s/htpasswd}}
                """.formatted(folder, port, tls, http));
        process = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        awaitListening();
    }

    /** Its address, with TLS although it is on loopback. */
    Registry registry() {
        return Registry.parse("https://localhost:" + port);
    }

    /** The certificate of its authority, as a PEM file. */
    Path authority() {
        return folder.resolve("ca.crt");
    }

    /** Lets clients trust its authority, whose settings are in this folder; returns the folder of its certificates. */
    Path trustIn(Path docker) throws IOException {
        Path certificates = Files.createDirectories(docker.resolve("certs.d/" + registry()));
        Files.copy(authority(), certificates.resolve("ca.crt"));
        return certificates;
    }

    /** A {@code config.json} that has the login. */
    String auths() {
        return "{\"auths\":{\"" + registry() + "\":{\"auth\":\""
                + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes()) + "\"}}}";
    }

    /** A client whose settings are in this folder, and that tries once. */
    static RegistryClient client(Path docker) {
        RegistryClientSettings once = new RegistryClientSettings(
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                1_000_000,
                Duration.ofMillis(1),
                Duration.ofMillis(1));
        return new RegistryClient(
                once, new DockerConfig(docker.resolve("config.json"), docker.toString(), Duration.ofSeconds(2)));
    }

    /** Puts a certificate for a client of this registry, and its key, into another folder. */
    void certifyClient(Path into) throws IOException, InterruptedException, GeneralSecurityException {
        String alias = into.getFileName().toString();
        keytool("-genkeypair", "-alias", alias, "-keyalg", "RSA", "-dname", "CN=alice");
        keytool("-certreq", "-alias", alias, "-file", "client.csr");
        keytool("-gencert", "-alias", "ca", "-infile", "client.csr", "-outfile", "client.crt", "-rfc");
        Files.copy(folder.resolve("client.crt"), into.resolve("client.cert"));
        writeKey(alias, into.resolve("client.key"));
    }

    private void certify(String since) throws IOException, InterruptedException, GeneralSecurityException {
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=authority " + port, "-ext", "bc:c");
        keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=registry");
        keytool("-exportcert", "-alias", "ca", "-rfc", "-file", "ca.crt");
        keytool("-certreq", "-alias", "server", "-file", "server.csr");
        keytool(
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                "server.csr",
                "-outfile",
                "server.crt",
                "-rfc",
                "-startdate",
                since,
                "-validity",
                "1",
                "-ext",
                "san=dns:localhost");
        writeKey("server", folder.resolve("server.key"));
    }

    private void writeKey(String alias, Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream stored = Files.newInputStream(folder.resolve("store.p12"))) {
            store.load(stored, STORE.toCharArray());
        }
        byte[] key = store.getKey(alias, STORE.toCharArray()).getEncoded();
        Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                        + "\n-----END PRIVATE KEY-----\n");
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", "store.p12", "-storetype", "PKCS12", "-storepass", STORE));
        Process keytool = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        assertThat(keytool.waitFor()).as("%s", command).isZero();
    }

    private void awaitListening() throws IOException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (System.nanoTime() < until && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        }
        fail("the registry did not start: " + Files.readString(folder.resolve("log")));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

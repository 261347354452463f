package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with an authority of its own and a login that only a helper knows. */
@Tag("registry")
class PrivateRegistryTest {
    /** Notes in a file beside the helper what it was asked. */
    private static final String ASK = "read server\necho \"$1 $server\" >> \"${0%/*}/asked\"\n";

    @TempDir
    static Path server;

    private static TlsRegistry registry;

    @TempDir
    Path docker;

    @BeforeAll
    static void start() throws Exception {
        registry = new TlsRegistry(server);
    }

    @AfterAll
    static void stop() {
        registry.close();
    }

    @Test
    void anImageIsStoredWithTheAuthorityAndTheHelpersLogin() throws IOException {
        registry.trustIn(docker);
        config("{\"credHelpers\":{\"%s\":\"kept\"},\"credsStore\":\"never-asked\"}".formatted(registry.registry()));
        helper("kept", """
                read server
                echo "$1 $server" >> %s/asked
                echo '{"ServerURL":"'$server'","Username":"%s","Secret":"%s"}'
                """.formatted(docker, TlsRegistry.USER, TlsRegistry.PASSWORD));
        RepositoryReference repository = new RepositoryReference(registry.registry(), new Repository("node"));
        RegistryClient client = client();

        byte[] layer = "a layer".getBytes();
        Descriptor blob = new Descriptor(client.putBlob(repository, layer), "text/plain", layer.length);
        Descriptor config = new Descriptor(client.putBlob(repository, Manifest.EMPTY), MediaType.OCI_EMPTY, 2);
        Manifest image = Manifest.ofImage(config, List.of(blob));
        client.putManifest(repository.repository().tag("22").in(registry.registry()), image);

        assertThat(client.head(repository.at(image.digest()))).contains(image.descriptor());
        assertThat(asked()).startsWith("get " + registry.registry() + "\n");
    }

    @Test
    void theStoreForAllIsAskedWhereNoHelperIsNamed() throws IOException {
        registry.trustIn(docker);
        config("{\"credHelpers\":{\"elsewhere\":\"x\"},\"credsStore\":\"store\"}");
        helper("store", ASK + "echo '{\"Username\":\"alice\",\"Secret\":\"" + TlsRegistry.PASSWORD + "\"}'");

        assertThatCode(() -> client().ping(registry.registry())).doesNotThrowAnyException();
        assertThat(asked()).isEqualTo("get " + registry.registry() + "\n");
    }

    @Test
    void aStoreWithoutTheLoginLeavesItToTheFile() throws IOException {
        registry.trustIn(docker);
        String store = "{\"credsStore\":\"store\",";
        helper("store", ASK + "echo credentials not found in native keychain; exit 1");

        config(store + registry.auths().substring(1));
        assertThatCode(() -> client().ping(registry.registry())).doesNotThrowAnyException();
        assertThat(asked()).isEqualTo("get " + registry.registry() + "\n");

        config(store + "\"auths\":{}}");
        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED));
    }

    @Test
    void aWrongSecretIsReportedWithoutIt() throws IOException {
        registry.trustIn(docker);
        config("{\"credsStore\":\"store\"}");
        helper("store", "echo '{\"Username\":\"alice\",\"Secret\":\"wr0ng\"}'");

        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                .hasMessageContaining(registry.registry().host())
                .hasMessageNotContaining("wr0ng");
    }

    @Test
    void whatAHelperCannotDoIsReportedWithItsNameAndTheRegistry() throws IOException {
        registry.trustIn(docker);
        config("{\"credsStore\":\"store\"}");
        assertFails(Kind.UNAUTHORIZED, "docker-credential-store is in no folder of PATH (" + docker + ")");

        helper("store", "echo the vault is sealed; exit 3");
        assertFails(Kind.CREDENTIAL_HELPER, "docker-credential-store ended with exit code 3: the vault is sealed");

        helper("store", "echo '{\"Secret\":\"s3cret\"}'; exit 1");
        assertFails(Kind.CREDENTIAL_HELPER, "ended with exit code 1");

        helper("store", "echo '{\"Username\":\"alice\",\"Secret\":\"s3cret\"'");
        assertFails(Kind.CREDENTIAL_HELPER, "did not answer with the JSON of a login");

        helper("store", "sleep 600");
        assertFails(Kind.TIMEOUT, "did not answer within PT2S");

        config("{\"credsStore\":\"../store\"}");
        assertFails(Kind.UNAUTHORIZED, "is called '../store'");
    }

    private void assertFails(Kind kind, String message) {
        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(registry.registry().host())
                .hasMessageContaining(message)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anAuthorityThatIsNotConfiguredIsNotTrusted() {
        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS))
                .hasMessageContaining(
                        "put its CA into " + docker.resolve("certs.d/" + registry.registry() + "/ca.crt"));
    }

    /** Another CA, or no TLS, would not help. */
    @Test
    void aCertificateThatHasExpiredIsNamedAsThat(@TempDir Path other) throws Exception {
        try (TlsRegistry expired = TlsRegistry.expired(other)) {
            expired.trustIn(docker);
            config(expired.auths());

            assertThatThrownBy(() -> client().ping(expired.registry()))
                    .hasMessageContaining("has expired")
                    .hasMessageNotContainingAny("put its CA into", "http://");
        }
    }

    @Test
    void soIsOneOfAnotherHost() throws IOException {
        Registry byAddress = Registry.parse(registry.registry().uri().toString().replace("localhost", "127.0.0.1"));
        Path folder = Files.createDirectories(docker.resolve("certs.d/" + byAddress));
        Files.copy(registry.authority(), folder.resolve("ca.crt"));

        assertThatThrownBy(() -> client().ping(byAddress))
                .hasMessageContaining("is not one for this host")
                .hasMessageNotContainingAny("put its CA into", "http://");
    }

    @Test
    void anAuthorityCountsForItsRegistryOnly() throws IOException {
        Path elsewhere = Files.createDirectories(docker.resolve("certs.d/elsewhere:443"));
        Files.copy(registry.authority(), elsewhere.resolve("ca.crt"));

        assertThatThrownBy(() -> client().ping(registry.registry()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS));
    }

    @Test
    void anAuthorityThatIsNoneIsReported() throws IOException {
        Path folder = Files.createDirectories(docker.resolve("certs.d/" + registry.registry()));
        Files.writeString(folder.resolve("ca.crt"), "no certificate");

        assertThatThrownBy(() -> client().ping(registry.registry()))
                .hasMessageContaining(folder.resolve("ca.crt") + " cannot be read as certificates in PEM form");
    }

    @Test
    void anAuthorityThatComesLaterCountsAtOnce() throws IOException {
        config(registry.auths());
        RegistryClient client = client();
        assertThatThrownBy(() -> client.ping(registry.registry())).hasMessageContaining("put its CA into");

        registry.trustIn(docker);
        client.ping(registry.registry());

        Path authority = docker.resolve("certs.d/" + registry.registry() + "/ca.crt");
        Files.writeString(authority, "half a certific");
        assertGoesOnWithWhatWasKnown(client, authority);
        Files.delete(authority);
        assertThatThrownBy(() -> client.ping(registry.registry())).hasMessageContaining("put its CA into");
    }

    /** It says so once, however often it asks. */
    private void assertGoesOnWithWhatWasKnown(RegistryClient client, Path unreadable) {
        try (Warnings warnings = new Warnings(Transport.class)) {
            client.ping(registry.registry());
            client.ping(registry.registry());
            assertThat(warnings.messages())
                    .singleElement()
                    .asString()
                    .contains("what was known before counts: " + unreadable + " cannot be read");
        }
    }

    /** Such as a link to what was removed. */
    @Test
    void aFileThatIsNotThereLeavesWhatWasKnownInUse() throws IOException {
        Path folder = registry.trustIn(docker);
        config(registry.auths());
        RegistryClient client = client();
        client.ping(registry.registry());

        Path gone = Files.createSymbolicLink(folder.resolve("old.crt"), Path.of("gone.crt"));

        assertGoesOnWithWhatWasKnown(client, gone);
        assertThatThrownBy(() -> client().ping(registry.registry())).hasMessageContaining(gone + " cannot be read");
    }

    /** As between the moments at which a new certificate and its key are put there. */
    @Test
    void aCertificateWithoutItsOwnKeyLeavesWhatWasKnownInUse(@TempDir Path other) throws Exception {
        try (TlsRegistry strict = TlsRegistry.forCertifiedClients(other)) {
            Path folder = strict.trustIn(docker);
            strict.certifyClient(folder);
            config(strict.auths());
            RegistryClient client = client();
            client.ping(strict.registry());
            Path next = Files.createDirectory(other.resolve("next"));
            strict.certifyClient(next);

            replace(next, folder, "client.cert");
            client.ping(strict.registry());
            assertThatThrownBy(() -> client().ping(strict.registry()))
                    .hasMessageContaining("client.key is not the key of " + folder.resolve("client.cert"));

            replace(next, folder, "client.key");
            client.ping(strict.registry());
        }
    }

    private static void replace(Path from, Path in, String name) throws IOException {
        Files.copy(from.resolve(name), in.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    @Test
    void aClientShowsItsCertificateToServersThatWantOne(@TempDir Path other) throws Exception {
        try (TlsRegistry strict = TlsRegistry.forCertifiedClients(other)) {
            Path folder = strict.trustIn(docker);
            config(strict.auths());
            RegistryClient client = client();
            assertThatThrownBy(() -> client.ping(strict.registry()))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS))
                    .hasMessageContaining("put client.cert and client.key into " + folder);

            strict.certifyClient(folder);
            client.ping(strict.registry());

            Files.writeString(folder.resolve("client.key"), "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n");
            assertThatThrownBy(() -> client().ping(strict.registry()))
                    .hasMessageContaining("is no unencrypted RSA key in PEM form of PKCS #8")
                    .hasMessageNotContaining("c2VjcmV0");
            Files.delete(folder.resolve("client.key"));
            assertThatThrownBy(() -> client().ping(strict.registry()))
                    .hasMessageContaining("client.cert has no client.key beside it");
        }
    }

    /** So does one behind a proxy that does not pass on which scheme its client speaks. */
    @Test
    void noBlobIsSentWithoutTlsToWhereARegistryWithTlsWantsIt(@TempDir Path other) throws Exception {
        try (ScriptedRegistry plain = new ScriptedRegistry();
                TlsRegistry wrong = TlsRegistry.named(other, plain.registry())) {
            wrong.trustIn(docker);
            config(wrong.auths());
            RepositoryReference node = new RepositoryReference(wrong.registry(), new Repository("node"));

            assertThatThrownBy(() -> client().putBlob(node, "a layer".getBytes()))
                    .isInstanceOfSatisfying(
                            RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER))
                    .hasMessageContaining(
                            "it sends from https to " + plain.registry().uri());

            assertThat(plain.asked()).isEmpty();
        }
    }

    private void config(String json) throws IOException {
        Files.writeString(docker.resolve("config.json"), json);
    }

    private void helper(String name, String script) throws IOException {
        Path file = Files.writeString(docker.resolve("docker-credential-" + name), "#!/bin/sh\n" + script);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private String asked() throws IOException {
        return Files.readString(docker.resolve("asked"));
    }

    private RegistryClient client() {
        return TlsRegistry.client(docker);
    }
}

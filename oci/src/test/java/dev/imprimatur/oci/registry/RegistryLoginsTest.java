package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;

/** How the client shows who it is, and what it says where that is refused. */
class RegistryLoginsTest extends FaultyRegistry {
    @Test
    void basicAuthorizationIsGivenWhenAsked() throws IOException {
        login("alice", "s3cret:x");
        server.then(401, "WWW-Authenticate", "Basic realm=\"registry\"")
                .then(200)
                .then(200);
        RegistryClient client = client();

        client.ping(server.registry());
        client.ping(server.registry());

        String expected = "Basic " + Base64.getEncoder().encodeToString("alice:s3cret:x".getBytes());
        assertThat(server.asked())
                .extracting(ScriptedRegistry.Asked::authorization)
                .containsExactly(null, expected, expected);
    }

    @Test
    void aWrongLoginIsReportedWithoutItsSecret() throws IOException {
        login("alice", "s3cret");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"")
                .thenBody(
                        401,
                        "{\"errors\":[{\"code\":\"UNAUTHORIZED\",\"message\":\"bad\"}]}",
                        "WWW-Authenticate",
                        "Basic realm=\"r\"");

        assertThatThrownBy(() -> client().ping(server.registry()))
                .hasMessageContaining("401 UNAUTHORIZED: bad; log in with 'docker login " + server.registry() + "'")
                .hasMessageNotContaining("s3cret");
        assertThat(server.asked()).hasSize(2);
    }

    @Test
    void noLoginAtAllIsReportedAtOnce() {
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"");

        assertThatThrownBy(() -> client().head(image()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void aTokenIsFetchedForTheScopeAndKept() throws IOException {
        login("alice", "s3cret");
        server.then(401, "WWW-Authenticate", bearer())
                .thenBody(200, "{\"token\":\"t1\",\"expires_in\":300}")
                .then(201)
                .then(201);
        RegistryClient client = client();

        client.putManifest(image(), Manifest.of(null, MANIFEST.getBytes()));
        client.putManifest(image(), Manifest.of(null, MANIFEST.getBytes()));

        assertThat(server.requests().get(1))
                .isEqualTo("GET /token?service=reg+istry&scope=repository%3Anode%3Apull%2Cpush");
        assertThat(server.asked().get(1).authorization()).startsWith("Basic ");
        assertThat(server.asked().get(2))
                .isEqualTo(new ScriptedRegistry.Asked("PUT /v2/node/manifests/22", "Bearer t1", MANIFEST));
        assertThat(server.asked().get(3).authorization()).isEqualTo("Bearer t1");
    }

    /** A server that gets two headers answers 400, as nginx does. */
    @Test
    void aTokenIsAskedForWithTheLoginAloneAlsoWhereTheRegistryGaveOneBefore() throws IOException {
        login("alice", "s3cret");
        server.then(401, "WWW-Authenticate", bearer())
                .thenBody(200, "{\"token\":\"t1\",\"expires_in\":300}")
                .then(200)
                .then(401, "WWW-Authenticate", bearer())
                .thenBody(200, "{\"token\":\"t2\",\"expires_in\":300}")
                .then(202, "Location", "/v2/node/blobs/uploads/1")
                .then(201);
        RegistryClient client = client();

        client.ping(server.registry());
        client.upload(node());

        String basic = "Basic " + Base64.getEncoder().encodeToString("alice:s3cret".getBytes());
        assertThat(server.asked())
                .extracting(ScriptedRegistry.Asked::authorization)
                .containsExactly(null, basic, "Bearer t1", null, basic, "Bearer t2", "Bearer t2");
    }

    @Test
    void anIdentityTokenIsExchangedForAToken() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"auth\":\"bm9ib2R5Og==\",\"identitytoken\":\"id/1\"}}}");
        server.then(401, "WWW-Authenticate", bearer())
                .thenBody(200, "{\"access_token\":\"t1\"}")
                .then(201);

        client().putManifest(image(), Manifest.of(null, MANIFEST.getBytes()));

        assertThat(server.asked().get(1))
                .isEqualTo(new ScriptedRegistry.Asked(
                        "POST /token",
                        null,
                        "grant_type=refresh_token&client_id=imprimatur&service=reg+istry"
                                + "&scope=repository%3Anode%3Apull%2Cpush&refresh_token=id%2F1"));
        assertThat(server.asked().get(2).authorization()).isEqualTo("Bearer t1");
    }

    @Test
    void anIdentityTokenIsNoPassword() throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"identitytoken\":\"id/1\"}}}");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"");

        assertThatThrownBy(() -> client().head(image()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED));
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void anUnusableTokenServerIsReported() {
        server.then(401, "WWW-Authenticate", bearer()).thenBody(200, "{}");

        assertThatThrownBy(() -> client().head(image())).hasMessageContaining("answered without a token");
    }

    @Test
    void aBrokenConfigurationIsReportedWithoutItsContent() throws IOException {
        Files.writeString(folder.resolve("config.json"), "s3cret");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"");

        assertThatThrownBy(() -> client().head(image()))
                .hasMessageContaining("config.json cannot be read as JSON")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void anotherHostLearnsNothingOfTheLogin() throws IOException {
        login("alice", "s3cret");
        try (ScriptedRegistry storage = new ScriptedRegistry()) {
            storage.thenBody(200, MANIFEST, "Content-Type", MediaType.OCI_MANIFEST);
            server.then(401, "WWW-Authenticate", "Basic realm=\"r\"")
                    .then(307, "Location", storage.registry().uri() + "/signed?x=1");

            assertThat(client().manifest(image()).digest()).isEqualTo(DIGEST);
            assertThat(storage.asked().getFirst().authorization()).isNull();
        }
    }

    private String bearer() {
        return "Bearer realm=\"" + server.registry().uri() + "/token\",service=\"reg istry\",scope=\"ignored\"";
    }

    private void login(String user, String password) throws IOException {
        String auth = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"auth\":\"" + auth + "\"}}}");
    }
}

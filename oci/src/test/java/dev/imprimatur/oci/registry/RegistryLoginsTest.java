package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** As Amazon's registries do every twelve hours. */
    @Test
    void aLoginThatHasEndedIsAskedForAgainAlsoWhereTheRegistryForbidsInsteadOfAsking() throws IOException {
        login("alice", "first");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"")
                .then(200)
                .then(403)
                .then(200);
        RegistryClient client = client();
        client.ping(server.registry());
        login("alice", "second");

        client.ping(server.registry());

        assertThat(server.asked())
                .extracting(ScriptedRegistry.Asked::authorization)
                .containsExactly(null, basic("alice:first"), basic("alice:first"), basic("alice:second"));
    }

    @Test
    void whatALoginMayNotDoIsRefusedAtOnce() throws IOException {
        login("alice", "first");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"").then(403);

        assertThatThrownBy(() -> client().ping(server.registry())).hasMessageContaining("403");
        assertThat(server.asked()).hasSize(2);
    }

    /** The program that keeps the login fails just then, or its file is being written. */
    @Test
    void norIsThatHiddenByALoginThatCannotBeHadJustNow() throws IOException {
        login("alice", "first");
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"").then(200).thenBody(403, "denied: alice may not");
        RegistryClient client = client();
        client.ping(server.registry());
        Files.writeString(folder.resolve("config.json"), "{");

        assertThatThrownBy(() -> client.ping(server.registry()))
                .hasMessageContainingAll("403 denied: alice may not", "cannot be read as JSON");
    }

    /** As Docker's client finds it, and Secrets of Kubernetes have it. */
    @ParameterizedTest
    @ValueSource(strings = {"https://%s/v2/", "https://%s/", "%s/", "http://%s/v1/"})
    void aLoginIsFoundByTheHostOfItsAddress(String address) throws IOException {
        login("alice", "other", "https://elsewhere.example/" + server.registry());
        Path config = folder.resolve("config.json");
        Files.writeString(
                config,
                Files.readString(config)
                        .replace(
                                "{\"auths\":{",
                                "{\"auths\":{\"" + address.formatted(server.registry()) + "\":{\"auth\":\""
                                        + basic("alice:s3cret").substring("Basic ".length()) + "\"},"));
        server.then(401, "WWW-Authenticate", "Basic realm=\"r\"").then(200);

        client().ping(server.registry());

        assertThat(server.asked().getLast().authorization()).isEqualTo(basic("alice:s3cret"));
    }

    private static String basic(String login) {
        return "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
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

    /** Both are asked for a login; the second one hears of it when the first has shown it already. */
    @Test
    void aLoginThatAnotherRequestHasShownMeanwhileIsShownToo() throws Exception {
        login("alice", "s3cret");
        CountDownLatch bothAsked = new CountDownLatch(2);
        CountDownLatch shown = new CountDownLatch(1);
        AtomicInteger refused = new AtomicInteger();
        server.otherwise(exchange -> {
            if (exchange.getRequestHeaders().containsKey("Authorization")) {
                shown.countDown();
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            bothAsked.countDown();
            awaited(refused.incrementAndGet() == 1 ? bothAsked : shown);
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"r\"");
            exchange.sendResponseHeaders(401, -1);
        });
        RegistryClient client = new RegistryClient(
                RegistryClientSettings.defaults(),
                new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(10)));

        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> client.ping(server.registry()));
        client.ping(server.registry());
        other.get(30, TimeUnit.SECONDS);

        assertThat(server.asked()).hasSize(4);
    }

    private static void awaited(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IOException("the other request did not come");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
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

    /** RFC 9110: one header may have several, as where a proxy has joined them. */
    @ParameterizedTest
    @ValueSource(strings = {"%s, Basic realm=\"r, Bearer\"", "%s ,  Basic realm=\"r\"", "Basic realm=\"r\", %s"})
    void severalChallengesInOneHeaderAreSeveral(String header) throws IOException {
        login("alice", "s3cret");
        server.then(401, "WWW-Authenticate", header.formatted(bearer()))
                .thenBody(200, "{\"token\":\"t1\"}")
                .then(200);

        client().ping(server.registry());

        assertThat(server.requests().get(1)).isEqualTo("GET /token?service=reg+istry&scope=ignored");
        assertThat(server.asked().getLast().authorization()).isEqualTo("Bearer t1");
    }

    @Test
    void ofALoginThatATokenServerElsewhereRefusesItIsSaidWhatToDo() throws IOException {
        login("alice", "ended");
        try (ScriptedRegistry tokens = new ScriptedRegistry()) {
            server.then(
                    401,
                    "WWW-Authenticate",
                    "Bearer realm=\"" + tokens.registry().uri() + "/token\"");
            tokens.thenBody(401, "incorrect username or password");

            assertThatThrownBy(() -> client().head(image()))
                    .hasMessageContaining(
                            "401 incorrect username or password; log in with 'docker login " + server.registry() + "'");
            assertThat(tokens.asked().getFirst().authorization()).startsWith("Basic ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"access_token\":\"t1\"}", "{\"token\":\"\",\"access_token\":\"t1\"}"})
    void anIdentityTokenIsExchangedForAToken(String answer) throws IOException {
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"auth\":\"bm9ib2R5Og==\",\"identitytoken\":\"id/1\"}}}");
        server.then(401, "WWW-Authenticate", bearer()).thenBody(200, answer).then(201);

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
        login(user, password, server.registry().toString());
    }

    private void login(String user, String password, String address) throws IOException {
        String auth = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve("config.json"), "{\"auths\":{\"" + address + "\":{\"auth\":\"" + auth + "\"}}}");
    }
}

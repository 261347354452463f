package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a registry sends its client to may be anybody's: it never gets the registry's login. */
class RedirectsTest {
    private final ScriptedRegistry server = new ScriptedRegistry();
    private final ScriptedRegistry elsewhere = new ScriptedRegistry();
    private final RepositoryReference node = new RepositoryReference(server.registry(), new Repository("node"));
    private final ImageReference image = node.repository().tag("22").in(node.registry());

    @TempDir
    Path folder;

    @BeforeEach
    void login() throws IOException {
        String auth = Base64.getEncoder().encodeToString("alice:s3cret".getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                folder.resolve("config.json"),
                "{\"auths\":{\"" + server.registry() + "\":{\"auth\":\"" + auth + "\"}}}");
    }

    @AfterEach
    void close() {
        server.close();
        elsewhere.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"r\"", "Bearer realm=\"%s/token\",service=\"s\""})
    void aChallengeOfAnotherHostIsNotAnswered(String challenge) {
        server.then(307, "Location", elsewhere.registry().uri() + "/somewhere")
                .otherwise(exchange -> exchange.sendResponseHeaders(200, -1));
        elsewhere.then(
                401,
                "WWW-Authenticate",
                challenge.formatted(elsewhere.registry().uri()));

        assertThatThrownBy(() -> client().manifest(image))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED))
                .hasMessageContaining("the answer of " + elsewhere.registry())
                .hasMessageNotContaining("docker login");

        assertThat(elsewhere.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.authorization()).isNull());
        assertThat(server.asked()).as("nor is a token got from the registry's").hasSize(1);
    }

    @Test
    void norIsThatOfAPlaceForUploads() {
        server.then(404).then(202, "Location", elsewhere.registry().uri() + "/upload");
        elsewhere.then(401, "WWW-Authenticate", "Basic realm=\"r\"").then(201);

        assertThatThrownBy(() -> client().putBlob(node, "abc".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(RegistryException.class);

        assertThat(elsewhere.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.authorization()).isNull());
    }

    @Test
    void aRedirectInsideTheRegistryIsLetIn() {
        server.then(307, "Location", "/v2/node/manifests/other")
                .then(401, "WWW-Authenticate", "Basic realm=\"r\"")
                .then(404);

        assertThat(client().head(image)).isEmpty();
        assertThat(server.asked().getLast().authorization()).startsWith("Basic ");
    }

    @Test
    void aPlaceThatIsNoAddressIsAnAnswerThatMakesNoSense() {
        server.then(307, "Location", "http://[");
        assertThatThrownBy(() -> client().manifest(image))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER));
        server.then(404).then(202, "Location", "http://[");
        assertThatThrownBy(() -> client().putBlob(node, new byte[1]))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://h_h/",
                "http:///x",
                "ftp://h/x",
                "mailto:x",
                "http://localhost:99999/x",
                "http://[::/x",
                "http://h h/x"
            })
    void whereNothingCanBeAskedIsNamed(String address) {
        server.then(307, "Location", address);
        assertNamed(() -> client().manifest(image), address);
        server.then(404).then(202, "Location", address);
        assertNamed(() -> client().putBlob(node, new byte[1]), address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://auth example/token",
                "https:///token",
                "https://[::/x",
                "https://h_h/token",
                "https://localhost:99999/token"
            })
    void soIsAServerOfTokens(String realm) {
        server.then(401, "WWW-Authenticate", "Bearer realm=\"" + realm + "\",service=\"s\"");
        assertNamed(() -> client().manifest(image), realm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://r.1", "https://localhost:99999"})
    void soIsARegistryWhoseNameIsNoAddress(String registry) {
        assertNamed(() -> client().ping(Registry.parse(registry)), registry.substring("https://".length()));
    }

    private static void assertNamed(ThrowingCallable call, String address) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER))
                .hasMessageContaining(address);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 308})
    void aRegistryThatHasMovedIsNamedAndNotTriedAgain(int status) {
        server.then(404).then(status, "Location", "https://r.example/v2/node/blobs/uploads/");

        assertThatThrownBy(() -> client().putBlob(node, "abc".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER))
                .hasMessageContaining("it has moved to https://r.example/v2/node/blobs/uploads/");
    }

    @Test
    void aWriteThatIsSentElsewhereIsTriedAgainHereAndNotThere() {
        server.then(404).then(307, "Location", elsewhere.registry().uri() + "/maintenance");

        assertThatThrownBy(() -> client().putBlob(node, "abc".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.REGISTRY_ERROR);
                    assertThat(e.temporary()).isTrue();
                })
                .hasMessageContaining("307; it redirects elsewhere");
        assertThat(elsewhere.asked()).isEmpty();
    }

    private RegistryClient client() {
        RegistryClientSettings once = new RegistryClientSettings(
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                1_000_000,
                Duration.ofMillis(1),
                Duration.ofMillis(2));
        return new RegistryClient(once, new DockerConfig(folder.resolve("config.json"), "", Duration.ofSeconds(1)));
    }
}

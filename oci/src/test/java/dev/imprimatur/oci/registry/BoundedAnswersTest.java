package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries and token servers that answer without end, to fill the memory of their client. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BoundedAnswersTest {
    private static final long ENDLESS = 512L << 20;
    private static final long FEW = 32L << 20;

    private final ScriptedRegistry server = new ScriptedRegistry();
    private final AtomicLong written = new AtomicLong();
    private final RepositoryReference node = new RepositoryReference(server.registry(), new Repository("node"));

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void aManifestHasAnEnd() {
        server.otherwise(exchange -> endless(exchange, 200, MediaType.OCI_MANIFEST));

        assertRefused(() -> client().manifest(image()), "more than 4194304 bytes");
    }

    @Test
    void aManifestMayBeAsLargeAsRegistriesTakeThem() {
        byte[] largest = manifestOf(4 << 20);
        server.otherwise(exchange -> {
            exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST);
            exchange.sendResponseHeaders(200, largest.length);
            exchange.getResponseBody().write(largest);
        });

        assertThat(client().manifest(image()).digest()).isEqualTo(Digest.of(largest));
    }

    @Test
    void soHaveListsAndReferrers() {
        server.otherwise(exchange -> endless(exchange, 200, "application/json"));

        assertRefused(() -> client().tags(node), "more than 8388608 bytes");
        assertRefused(() -> client().referrers(node, Digest.of(new byte[0])), "more than 8388608 bytes");
    }

    @Test
    void soHasAToken() {
        server.otherwise(exchange -> {
            if (exchange.getRequestURI().getPath().equals("/token")) {
                endless(exchange, 200, "application/json");
            } else {
                exchange.getResponseHeaders()
                        .add(
                                "WWW-Authenticate",
                                "Bearer realm=\"" + server.registry().uri() + "/token\"");
                exchange.sendResponseHeaders(401, -1);
            }
        });

        assertRefused(() -> client().tags(node), "more than 1048576 bytes");
    }

    @Test
    void ofARefusalTheBeginningIsRead() {
        server.otherwise(exchange -> endless(exchange, 403, "text/plain"));

        assertThatThrownBy(() -> client().manifest(image())).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNAUTHORIZED);
            assertThat(e.getMessage()).contains("403 xxxx").hasSizeLessThan(1000);
        });
        assertThat(written.get()).isLessThan(FEW);
    }

    @Test
    void aListHasSoManyPages() {
        AtomicLong page = new AtomicLong();
        server.otherwise(exchange -> {
            exchange.getResponseHeaders()
                    .add("Link", "</v2/node/tags/list?last=" + page.incrementAndGet() + ">; rel=\"next\"");
            byte[] body = "{\"tags\":[\"1\"]}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        });

        assertRefused(() -> client().tags(node), "its list has no end");
    }

    @Test
    void aListHasSoManyTags() {
        String many = "{\"tags\":[\"1\"" + ",\"1\"".repeat(200_000) + "]}";
        server.thenBody(200, many);

        assertRefused(() -> client().tags(node), "more than 200000 tags");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer realm=\"%s\"", "Bearer realm=\"%s", "Basic %s"})
    void aChallengeHasAnEnd(String challenge) {
        server.then(401, "WWW-Authenticate", challenge.formatted("\\x".repeat(30_000)));

        assertRefused(() -> client().ping(node.registry()), "its header WWW-Authenticate has ");
    }

    @Test
    void aChallengeMayHaveAValueOfThousandsOfCharacters() {
        String service = "a\\\"b".repeat(1_700);
        server.then(
                        401,
                        "WWW-Authenticate",
                        "Bearer realm=\"" + server.registry().uri() + "/token\",service=\"" + service + "\"")
                .thenBody(200, "{\"token\":\"t\"}")
                .then(200);

        client().ping(node.registry());

        assertThat(server.requests().get(1))
                .startsWith("GET /token?service=a%22ba%22b")
                .hasSizeGreaterThan(8_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"</v2/x>%s", "%s", "</v2/x%s"})
    void theHeaderThatLeadsToTheNextPageHasAnEnd(String link) {
        server.thenBody(200, "{\"tags\":[\"1\"]}", "Link", link.formatted("; a=\"<\"".repeat(8_000)));

        assertRefused(() -> client().tags(node), "its header Link has ");
    }

    @Test
    void aLinkMayHaveThousandsOfParameters() {
        server.thenBody(200, "{\"tags\":[\"1\"]}", "Link", "</v2/x>" + ";a=1".repeat(2_000) + "; rel=\"next\"")
                .thenBody(200, "{\"tags\":[\"2\"]}");

        assertThat(client().tags(node)).containsExactly("1", "2");
    }

    private void assertRefused(ThrowingCallable call, String why) {
        written.set(0);
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNEXPECTED_ANSWER))
                .hasMessageContaining(why);
        assertThat(written.get()).as("the rest is not even taken").isLessThan(FEW);
    }

    /** Writes until the other side has enough. */
    private void endless(HttpExchange exchange, int status, String type) {
        byte[] piece = new byte[64 * 1024];
        Arrays.fill(piece, (byte) 'x');
        exchange.getResponseHeaders().add("Content-Type", type);
        try {
            exchange.sendResponseHeaders(status, 0);
            while (written.get() < ENDLESS) {
                exchange.getResponseBody().write(piece);
                written.addAndGet(piece.length);
            }
        } catch (IOException e) {
            // It has enough.
        }
    }

    private static byte[] manifestOf(int size) {
        String begin = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"";
        String text = begin + " ".repeat(size - begin.length() - 1) + "}";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private ImageReference image() {
        return node.repository().tag("22").in(node.registry());
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

package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryFaultsTest extends FaultyRegistry {
    private static final Digest OTHER = Digest.of(new byte[] {1});

    @Test
    void aRateLimitIsWaitedForAsLongAsItSays() {
        server.then(429, "Retry-After", "1").then(exchange -> manifest(exchange, DIGEST));

        Instant start = Instant.now();
        assertThat(client().manifest(image()).digest()).isEqualTo(DIGEST);

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRegistryThatDeletesNothingSaysSoAtOnce() {
        server.then(405);

        assertThatThrownBy(() ->
                        client().deleteManifest(ImageReference.of(image().registry(), image().repository(), DIGEST)))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
                .hasMessageContaining("did not delete manifest");
    }

    @Test
    void aRateLimitLongerThanPatienceIsReportedToTheCaller() {
        server.then(429, "Retry-After", "3600");

        assertThatThrownBy(() -> client().head(image())).isInstanceOfSatisfying(RegistryException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(e.retryAfter()).contains(Duration.ofHours(1));
        });
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void aRegistrysOwnTroubleIsTriedAgain() {
        server.then(500).then(503).then(exchange -> manifest(exchange, DIGEST));

        assertThat(client().manifest(image()).bytes()).isEqualTo(MANIFEST.getBytes(StandardCharsets.UTF_8));
        assertThat(server.asked()).hasSize(3);
    }

    @Test
    void triesAreBounded() {
        server.then(502).then(502).thenBody(502, "<html>Bad\nGateway</html>").then(200);

        assertThatThrownBy(() -> client().manifest(image()))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(server.registry().host())
                .hasMessageContaining("did not read manifest " + image() + ": 502 <html>Bad Gateway</html>");
        assertThat(server.asked()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource({"400,REFUSED", "403,UNAUTHORIZED", "404,NOT_FOUND", "405,REFUSED", "413,REFUSED"})
    void aRefusalIsNotTriedAgain(int status, Kind kind) {
        server.thenBody(
                status, "{\"errors\":[{\"code\":\"SOME_CODE\",\"message\":\"no way\",\"detail\":{\"Tag\":\"1\"}}]}");

        assertThatThrownBy(() -> client().putManifest(image(), Manifest.of(null, MANIFEST.getBytes())))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(kind);
                    assertThat(e.temporary()).isFalse();
                    assertThat(e.status()).isEqualTo(status);
                    assertThat(e)
                            .hasMessageContaining("did not store manifest " + image())
                            .hasMessageContaining("SOME_CODE: no way ({\"Tag\":\"1\"})");
                });
        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void aLyingDigestHeaderIsNotBelieved() {
        server.then(exchange -> manifest(exchange, OTHER));

        assertThatThrownBy(() -> client().manifest(image()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH));
    }

    @Test
    void otherBytesThanAskedForAreNotTaken() {
        server.then(exchange -> manifest(exchange, OTHER));
        ImageReference byDigest = ImageReference.of(server.registry(), new Repository("node"), OTHER);

        assertThatThrownBy(() -> client().manifest(byDigest))
                .hasMessageContaining("it sent " + DIGEST + ", expected " + OTHER);
    }

    @Test
    void aStoredManifestOfAnotherDigestIsNoSuccess() {
        server.then(201, "Docker-Content-Digest", OTHER.value());

        assertThatThrownBy(() -> client().putManifest(image(), Manifest.of(null, MANIFEST.getBytes())))
                .hasMessageContaining("it stored " + OTHER);
    }

    @Test
    void aTruncatedBodyIsTriedAgain() {
        server.then(exchange -> {
                    exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST);
                    exchange.sendResponseHeaders(200, MANIFEST.length());
                    exchange.getResponseBody().write(MANIFEST.getBytes(), 0, 10);
                    exchange.getResponseBody().flush();
                })
                .then(exchange -> manifest(exchange, DIGEST));

        assertThat(client().manifest(image()).digest()).isEqualTo(DIGEST);
    }

    @Test
    void aBodyThatStallsTimesOut() {
        for (int i = 0; i < 3; i++) {
            server.then(exchange -> {
                exchange.getResponseHeaders().add("Content-Type", MediaType.OCI_MANIFEST);
                exchange.sendResponseHeaders(200, MANIFEST.length());
                exchange.getResponseBody().write(MANIFEST.getBytes(), 0, 10);
                exchange.getResponseBody().flush();
                LockSupport.parkNanos(Duration.ofSeconds(4).toNanos());
            });
        }
        assertThatThrownBy(() -> client().manifest(image()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TIMEOUT));
    }

    @Test
    void aHeadWithoutDigestIsAnsweredByTheManifest() {
        server.then(200).then(exchange -> manifest(exchange, DIGEST));

        assertThat(client().head(image())).contains(new Descriptor(DIGEST, MediaType.OCI_MANIFEST, MANIFEST.length()));
    }

    @Test
    void nothingListensThere() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        assertThatThrownBy(() -> client().ping(Registry.parse("localhost:" + port)))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.REGISTRY_UNREACHABLE);
                    assertThat(e.temporary()).isTrue();
                    assertThat(e).hasMessageContaining("localhost:" + port).hasMessageContaining("is it running?");
                });
    }

    @Test
    void aNameThatIsNone() {
        assertThatThrownBy(() -> client().ping(Registry.parse("http://registry.invalid")))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NAME_RESOLUTION));
    }

    @Test
    void tagsComePageByPageAndWithoutReferrers() {
        String referrers = "sha256-" + "a".repeat(64);
        server.thenBody(
                        200,
                        "{\"name\":\"node\",\"tags\":[\"1\",\"" + referrers + "\"]}",
                        "Link",
                        "</v2/node/tags/list?last=1&n=2>; rel=\"next\"")
                .thenBody(200, "{\"name\":\"node\",\"tags\":[\"2\"]}");

        assertThat(client().tags(node())).containsExactly("1", "2");
        assertThat(server.requests())
                .containsExactly("GET /v2/node/tags/list?n=1000", "GET /v2/node/tags/list?last=1&n=2");
    }

    @Test
    void aRepositoryWithoutTagsHasNone() {
        server.thenBody(200, "{\"name\":\"node\",\"tags\":null}").thenBody(404, "{\"errors\":[]}");

        assertThat(client().tags(node())).isEmpty();
        assertThat(client().tags(node())).isEmpty();
    }

    @Test
    void aMountThatMissesBecomesAnUpload() {
        Descriptor blob = new Descriptor(Digest.of("abc".getBytes()), "application/octet-stream", 3);
        RepositoryReference to = new RepositoryReference(server.registry(), new Repository("to"));
        server.then(404)
                .then(202, "Location", "/v2/to/blobs/uploads/u1?_state=x")
                .thenBody(200, "abc")
                .then(500)
                .then(404)
                .then(202, "Location", server.registry().uri() + "/v2/to/blobs/uploads/u2")
                .thenBody(200, "abc")
                .then(201);

        client().copyBlob(node(), to, blob);

        String hex = blob.digest().value();
        assertThat(server.requests())
                .containsExactly(
                        "HEAD /v2/to/blobs/" + hex,
                        "POST /v2/to/blobs/uploads/?mount=" + hex + "&from=node",
                        "GET /v2/node/blobs/" + hex,
                        "PUT /v2/to/blobs/uploads/u1?_state=x&digest=" + hex,
                        "HEAD /v2/to/blobs/" + hex,
                        "POST /v2/to/blobs/uploads/?mount=" + hex + "&from=node",
                        "GET /v2/node/blobs/" + hex,
                        "PUT /v2/to/blobs/uploads/u2?digest=" + hex);
        assertThat(server.asked().get(7).body()).isEqualTo("abc");
    }

    /** One whose disk was full has linked it by halves. */
    @Test
    void aBlobOfWhichTheRegistryFailsToTellIsSent() {
        server.then(500).then(202, "Location", "/v2/node/blobs/uploads/u1").then(201);

        client().putBlob(node(), "abc".getBytes(StandardCharsets.UTF_8));

        assertThat(server.asked()).hasSize(3);
        assertThat(server.asked().get(2).body()).isEqualTo("abc");
    }

    @ParameterizedTest
    @ValueSource(ints = {502, 503})
    void whereTheRegistryIsAwayNothingIsSent(int status) {
        server.otherwise(exchange -> exchange.sendResponseHeaders(status, -1));

        assertThatThrownBy(() -> client().putBlob(node(), "abc".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("did not tell of blob");
    }

    @Test
    void anUploadOfAFileThatBreaksBeginsAgain() throws IOException {
        Path file = Files.writeString(folder.resolve("blob"), "abc");
        Descriptor blob = new Descriptor(Digest.of("abc".getBytes()), "application/octet-stream", 3);
        RepositoryReference to = new RepositoryReference(server.registry(), new Repository("to"));
        server.then(404)
                .then(202, "Location", "/v2/to/blobs/uploads/u1")
                .then(503)
                .then(404)
                .then(202, "Location", "/v2/to/blobs/uploads/u2")
                .then(201)
                .then(200);

        assertThat(client().putBlob(to, blob, file)).isTrue();
        assertThat(client().putBlob(to, blob, file)).as("it is there now").isFalse();

        assertThat(server.asked().get(5).body()).isEqualTo("abc");
        assertThat(server.requests().get(5))
                .isEqualTo("PUT /v2/to/blobs/uploads/u2?digest=" + blob.digest().value());
    }

    @Test
    void aBlobOfAnotherLengthIsNotCopied() {
        Descriptor blob = new Descriptor(Digest.of("abc".getBytes()), "application/octet-stream", 3);
        server.then(404).then(202, "Location", "/u1").thenBody(200, "abcd");

        assertThatThrownBy(() -> client().copyBlob(
                                node(), new RepositoryReference(server.registry(), new Repository("to")), blob))
                .hasMessageContaining("has 4 bytes of blob")
                .hasMessageContaining("its manifest says 3");
    }

    @Test
    void whatFailsOfACopyIsTheFailureOfTheRegistryThatFailed() {
        Descriptor blob = new Descriptor(Digest.of("abc".getBytes()), "application/octet-stream", 3);
        try (ScriptedRegistry target = new ScriptedRegistry()) {
            RepositoryReference to = new RepositoryReference(target.registry(), new Repository("to"));
            for (int i = 0; i < 4; i++) {
                target.then(404).then(202, "Location", "/upload");
            }
            server.then(404).otherwise(exchange -> {
                exchange.sendResponseHeaders(200, 3);
                exchange.getResponseBody().write('a');
                exchange.getResponseBody().flush();
            });

            assertThat(failureOfACopy(to, blob)).as("it has it no more").contains(server.registry());
            assertThat(failureOfACopy(to, blob)).as("it breaks off").contains(server.registry());

            target.otherwise(exchange -> exchange.sendResponseHeaders(507, -1));
            assertThat(failureOfACopy(to, blob)).as("it takes nothing").contains(target.registry());
        }
    }

    private Optional<Registry> failureOfACopy(RepositoryReference to, Descriptor blob) {
        return catchThrowableOfType(RegistryException.class, () -> client().copyBlob(node(), to, blob))
                .registry();
    }

    @Test
    void aBlobIsTakenOnlyAsItHasToBe(@TempDir Path folder) {
        byte[] content = "the content".getBytes(StandardCharsets.UTF_8);
        Descriptor blob = new Descriptor(Digest.of(content), "text/plain", content.length);
        RepositoryReference from = new RepositoryReference(server.registry(), new Repository("node"));
        Path file = folder.resolve("blob");

        server.thenBody(200, "the c0ntent");
        assertThatThrownBy(() -> client().fetchBlob(from, blob, file))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DIGEST_MISMATCH))
                .hasMessageContaining("content of digest");
        server.thenBody(200, "the content and more");
        assertThatThrownBy(() -> client().fetchBlob(from, blob, file))
                .hasMessageContaining("more than " + content.length + " bytes");
        server.thenBody(404, "{}");
        assertThatThrownBy(() -> client().fetchBlob(from, blob, file))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.NOT_FOUND));
        assertThat(file).doesNotExist();
        assertThat(server.asked()).hasSize(3);

        server.thenBody(200, "the co").then(503).thenBody(200, "the content");
        client().fetchBlob(from, blob, file);
        assertThat(file).hasBinaryContent(content);
    }
}

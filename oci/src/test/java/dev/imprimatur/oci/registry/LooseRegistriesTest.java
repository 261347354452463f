package dev.imprimatur.oci.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryException.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Registries that keep to the specification less than they should, and that other clients get along with. */
class LooseRegistriesTest {
    private static final String TEXT = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaType.OCI_MANIFEST + "\"}";
    private static final Manifest MANIFEST = Manifest.of(null, TEXT.getBytes(StandardCharsets.UTF_8));

    private final ScriptedRegistry server = new ScriptedRegistry();
    private final RepositoryReference node = new RepositoryReference(server.registry(), new Repository("node"));
    private final ImageReference image = node.repository().tag("22").in(node.registry());

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    void aManifestIsStoredWhateverSuccessItIsCalled(int status) {
        server.then(status);

        client().putManifest(image, MANIFEST);

        assertThat(server.asked()).hasSize(1);
    }

    @Test
    void anotherDigestIsNoSuccessWhateverItIsCalled() {
        server.then(202, "Docker-Content-Digest", Digest.of(new byte[0]).value());

        assertThatThrownBy(() -> client().putManifest(image, MANIFEST)).hasMessageContaining("it stored");
    }

    @Test
    void aManifestThatCannotBeReadIsDistinguishedFromAnotherAnswer() {
        String twice = TEXT.replace("{", "{\"schemaVersion\":2,");
        server.thenBody(200, twice, "Content-Type", MediaType.OCI_MANIFEST);
        assertKind(Kind.UNREADABLE, node.at(Digest.of(twice.getBytes(StandardCharsets.UTF_8))));

        server.thenBody(200, "<html>", "Content-Type", "text/html");
        assertKind(Kind.UNEXPECTED_ANSWER, node.at(MANIFEST.digest()));
    }

    private void assertKind(Kind expected, ImageReference asked) {
        assertThatThrownBy(() -> client().manifest(asked))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.kind()).isEqualTo(expected));
    }

    @Test
    void whereNoHeadIsAnsweredTheManifestItselfTells() {
        server.then(405).thenBody(200, TEXT, "Content-Type", MediaType.OCI_MANIFEST);
        assertThat(client().head(image)).contains(MANIFEST.descriptor());

        server.then(405).then(404);
        assertThat(client().head(image)).isEmpty();

        server.then(405).then(403);
        assertThatThrownBy(() -> client().head(image)).isInstanceOf(RegistryException.class);
    }

    @Test
    void orTheBlob() {
        Digest digest = Digest.of(new byte[0]);
        server.then(405).thenBody(200, "x".repeat(1000));
        assertThat(client().hasBlob(node, digest)).isTrue();

        server.then(405).then(404);
        assertThat(client().hasBlob(node, digest)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "5", "10", "0", "-3", "\"x\"", "null", "9223372036854775807", "1e300"})
    void aTokenServesTheRequestThatItWasGotForHoweverShortItLives(String expiresIn) {
        server.then(
                        401,
                        "WWW-Authenticate",
                        "Bearer realm=\"" + server.registry().uri() + "/token\"")
                .thenBody(200, "{\"token\":\"t1\",\"expires_in\":" + expiresIn + "}")
                .thenBody(200, "{\"tags\":[\"1\"]}");

        assertThat(client().tags(node)).containsExactly("1");
        assertThat(server.asked().getLast().authorization()).isEqualTo("Bearer t1");
    }

    @Test
    void aTokenThatFitsInNoHeaderIsNoneAndIsNotShown() {
        server.then(
                        401,
                        "WWW-Authenticate",
                        "Bearer realm=\"" + server.registry().uri() + "/token\"")
                .thenBody(200, "{\"token\":\"s3cret\\nX-Other: 1\"}");

        assertThatThrownBy(() -> client().tags(node))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("answered without a token")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void aManifestWhoseContentWasCollectedCanBeBroughtAgain() {
        server.thenBody(
                400, "{\"errors\":[{\"code\":\"MANIFEST_BLOB_UNKNOWN\",\"message\":\"blob unknown to registry\"}]}");

        assertThatThrownBy(() -> client().putManifest(image, MANIFEST))
                .isInstanceOfSatisfying(RegistryException.class, e -> {
                    assertThat(e.kind()).isEqualTo(Kind.CONTENT_MISSING);
                    assertThat(e.temporary()).isFalse();
                });
        assertThat(server.asked()).as("the same again would not help").hasSize(1);
    }

    @Test
    void anArtifactOfAKindThatIsNotKnownHidesNoOther() {
        Manifest artifact = Manifest.ofArtifact(
                "application/known",
                new Descriptor(Digest.of(new byte[0]), "x", 0),
                MANIFEST.descriptor(),
                Map.of("a", "1"));
        String odd = entry("application/vnd.oci.artifact.manifest.v1+json", "sha256:" + "a".repeat(64));
        String badDigest = entry(MediaType.OCI_MANIFEST, "sha512:" + "b".repeat(128));
        String gone = entry(MediaType.OCI_MANIFEST, "sha256:" + "c".repeat(64));
        String unreadable = entry(MediaType.OCI_MANIFEST, "sha256:" + "d".repeat(64));
        String known = entry(MediaType.OCI_MANIFEST, artifact.digest().value());
        server.thenBody(200, "{\"manifests\":[" + String.join(",", odd, badDigest, gone, unreadable, known) + "]}")
                .then(404)
                .thenBody(200, "{}", "Content-Type", "application/strange")
                .thenBody(
                        200,
                        new String(artifact.bytes(), StandardCharsets.UTF_8),
                        "Content-Type",
                        MediaType.OCI_MANIFEST);

        List<Referrer> found = client().referrers(node, MANIFEST.digest());

        assertThat(found).hasSize(4).last().isEqualTo(artifact.referrer());
        assertThat(found.getFirst().artifactType()).isEmpty();
    }

    @Test
    void aReferrerThatCannotBeReadNowIsNotLeftOut() {
        server.thenBody(200, "{\"manifests\":[" + entry(MediaType.OCI_MANIFEST, "sha256:" + "a".repeat(64)) + "]}")
                .then(503);

        assertThatThrownBy(() -> client().referrers(node, MANIFEST.digest()))
                .isInstanceOfSatisfying(
                        RegistryException.class, e -> assertThat(e.temporary()).isTrue());
    }

    private static String entry(String type, String digest) {
        return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":2}".formatted(type, digest);
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

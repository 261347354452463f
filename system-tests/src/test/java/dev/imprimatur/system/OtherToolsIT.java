package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.debian.DebianPackages;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Attachment;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.Referrer;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What lies beside published images, as other people's programs see it: cosign 3 and oras, in a registry without the
 * referrers API, which is production, and in one with it, which is a mirror. They know nothing but registry and public
 * key.
 */
class OtherToolsIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Path FOLDER = Path.of("target/other-tools");
    private static final List<String> STATEMENTS = List.of(
            "https://in-toto.io/attestation/test-result/v0.1",
            "https://slsa.dev/provenance/v1",
            "https://cyclonedx.org/bom");

    private static DebianPackages tools;
    private static ReferrersRegistry withApi;
    private static Stack stack;
    private static PublishCompleted published;
    private static Path key;

    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());

    /** How a registry lists what refers to an image. */
    enum Kind {
        /** In an index under a tag. */
        FALLBACK_TAG,
        /** By the referrers API. */
        REFERRERS_API;

        Registry registry() {
            return this == FALLBACK_TAG ? stack.production() : withApi.registry();
        }
    }

    @BeforeAll
    static void publishAnImage() throws Exception {
        try {
            tools = DebianPackages.fetch(FOLDER.resolve("tools"), "cosign/sid", "oras/sid");
            withApi = ReferrersRegistry.start(FOLDER);
        } catch (IOException e) {
            String why =
                    "SKIPPED: what lies beside images was NOT judged by cosign and oras, nor put into a registry with"
                            + " the referrers API, since their packages cannot be had here: " + e.getMessage();
            System.err.println(why);
            Assumptions.abort(why);
        }
        stack = Stack.on(
                TestCatalog.empty("othertools")
                        .with("image", 1, "RUN echo hello > /hello")
                        .folder(),
                Map.of("IMPRIMATUR_PUBLISHER_MIRRORS", withApi.registry().toString()));
        Rebuilds rebuilds = new Rebuilds(stack);
        RebuildId rebuild = rebuilds.all();
        rebuilds.completed(rebuild, LIMIT);
        published = rebuilds.published(rebuild).getFirst();
        assertThat(published.failure()).isNull();
        key = Files.writeString(FOLDER.resolve("imprimatur.pub"), stack.script().ok(LIMIT, "keys", "--pem"));
        await().atMost(LIMIT)
                .until(() -> Rebuilds.digest(tag(withApi.registry())).isPresent());
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
        if (withApi != null) {
            withApi.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void cosignVerifiesEachStatementFromTheRegistryAlone(Kind kind) {
        for (String type : STATEMENTS) {
            Script.Result result = cosign(key, type, tag(kind.registry()));

            assertThat(result.exitCode()).as(result.errors()).isZero();
            assertThat(result.errors()).contains("The signatures were verified against the specified public key");
            String payload = result.output().replaceFirst("(?s).*?\"payload\":\"([^\"]+)\".*", "$1");
            assertThat(new String(Base64.getDecoder().decode(payload), StandardCharsets.UTF_8))
                    .contains(type, published.digest().hex());
        }
    }

    @ParameterizedTest
    @EnumSource
    void cosignRefusesAnotherKey(Kind kind) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        String pem = Base64.getMimeEncoder()
                .encodeToString(generator.generateKeyPair().getPublic().getEncoded());
        Path other = Files.writeString(
                FOLDER.resolve("other.pub"), "-----BEGIN PUBLIC KEY-----\n" + pem + "\n-----END PUBLIC KEY-----\n");

        Script.Result result = cosign(other, STATEMENTS.getFirst(), tag(kind.registry()));

        assertThat(result.exitCode()).isPositive();
        assertThat(result.errors()).contains("could not verify envelope");
    }

    /** An attacker makes another image of the same parts, and puts the genuine statements beside it. */
    @ParameterizedTest
    @EnumSource
    void cosignAndVerifyRefuseATamperedImage(Kind kind) {
        RepositoryReference repository = RepositoryReference.of(tag(kind.registry()));
        Manifest genuine = registries.manifest(repository.at(published.digest()));
        List<Descriptor> layers = new ArrayList<>(genuine.layers());
        layers.add(layers.getFirst());
        Manifest tampered = Manifest.ofImage(genuine.blobs().getFirst(), layers);
        ImageReference tag = repository.repository().tag("tampered").in(repository.registry());
        registries.putManifest(tag, tampered);
        for (Referrer referrer : registries.referrers(repository, published.digest())) {
            Descriptor blob = registries
                    .manifest(repository.at(referrer.descriptor().digest()))
                    .layers()
                    .getFirst();
            Manifest artifact =
                    Manifest.ofArtifact(referrer.artifactType(), blob, tampered.descriptor(), referrer.annotations());
            byte[] content = registries.blob(repository, blob, 10_000_000);
            registries.attach(repository, tampered.digest(), List.of(new Attachment(artifact, content)));
        }

        Script.Result cosign = cosign(key, STATEMENTS.getFirst(), tag);

        assertThat(cosign.exitCode()).isPositive();
        assertThat(cosign.errors()).contains("no matching attestations");
        Script.Result own = stack.script().run(LIMIT, "verify", tag.toString(), "--key", absolute(key));
        assertThat(own.exitCode()).isEqualTo(1);
        assertThat(own.errors()).contains("it is about another image, " + published.digest());
    }

    @ParameterizedTest
    @EnumSource
    void verifyShowsStatementsAndLogs(Kind kind) {
        String reference = tag(kind.registry()).toString();

        String report = stack.script().ok(LIMIT, "verify", reference, "--key", absolute(key));

        assertThat(report)
                .contains(STATEMENTS)
                .contains("build log, 1 attempt, ", "test log, 1 attempt, ", "is verified");
        assertThat(stack.script().ok(LIMIT, "verify", reference, "--key", absolute(key), "--log", "build"))
                .contains("==> attempt 1 at ", "RUN echo hello > /hello", "<== staged as ");
        assertThat(stack.script().ok(LIMIT, "verify", reference, "--key", absolute(key), "--log", "test"))
                .contains("==> test check ", "<== test check: passed");
    }

    @ParameterizedTest
    @EnumSource
    void orasDiscoversStatementsAndLogs(Kind kind) {
        Script.Result result = Script.program(
                LIMIT,
                tools.program("oras").toString(),
                "discover",
                "--plain-http",
                "--format",
                "json",
                tag(kind.registry()).toString());

        assertThat(result.exitCode()).as(result.errors()).isZero();
        List<String> digests =
                registries.referrers(RepositoryReference.of(tag(kind.registry())), published.digest()).stream()
                        .map(referrer -> referrer.descriptor().digest().value())
                        .toList();
        // Two logs, and what the publisher says of the tags.
        assertThat(digests).hasSize(STATEMENTS.size() + 3);
        assertThat(result.output()).contains(digests);
    }

    private static Script.Result cosign(Path publicKey, String type, ImageReference image) {
        return Script.program(
                LIMIT,
                Stream.of(
                                tools.program("cosign").toString(),
                                "verify-attestation",
                                "--key",
                                absolute(publicKey),
                                "--insecure-ignore-tlog",
                                "--type",
                                type,
                                image.toString())
                        .toArray(String[]::new));
    }

    private static ImageReference tag(Registry registry) {
        return published.candidate().pinned().getFirst().in(registry);
    }

    private static String absolute(Path file) {
        return file.toAbsolutePath().toString();
    }
}

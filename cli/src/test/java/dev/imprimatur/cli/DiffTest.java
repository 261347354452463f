package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.bundle.Bundle;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two images in a real registry, each with a list of what is installed. */
@Tag("registry")
class DiffTest {
    private static final String BILL = "https://cyclonedx.org/bom";
    private static final SigningKey KEY = SigningKey.generate();
    private static final SigningKey STRANGER = SigningKey.generate();

    @TempDir
    Path folder;

    private final PublishedImage before = new PublishedImage("22.1.0-r1");
    private final PublishedImage after = new PublishedImage("22.1.0-r2");
    private Path key;

    @BeforeEach
    void thePublicKey() throws Exception {
        key = Files.writeString(
                folder.resolve("imprimatur.pub"), KEY.publicKey().pem());
    }

    @Test
    void changesAreShownByPackage() throws Exception {
        list(before, KEY, "pkg:deb/debian/apt@2.6.1?arch=amd64", "pkg:deb/debian/gone@1", "pkg:npm/%40scope/a@1.0.0");
        list(after, KEY, "pkg:deb/debian/apt@2.6.2?arch=amd64", "pkg:deb/debian/new@3", "pkg:npm/%40scope/a@1.0.0");

        Run run = diff("22.1.0-r1", "22.1.0-r2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines().map(line -> line.replaceAll(" +", " ").strip()))
                .contains("changed pkg:deb/debian/apt 2.6.1 2.6.2")
                .contains("removed pkg:deb/debian/gone 1")
                .contains("added pkg:deb/debian/new 3");
        assertThat(run.out()).contains("3 packages changed from ").doesNotContain("scope");
        JsonNode json =
                Json.MAPPER.readTree(diff("22.1.0-r1", "22.1.0-r2", "--json").out());
        assertThat(json.path("from").textValue()).isEqualTo(before.digest().value());
        assertThat(json.path("packages").path(0).path("change").textValue()).isEqualTo("changed");
    }

    @Test
    void aPackageMayBeThereSeveralTimes() {
        list(before, KEY, "pkg:npm/semver@6.3.1", "pkg:npm/semver@7.5.4");
        list(after, KEY, "pkg:npm/semver@7.5.4", "pkg:npm/semver@6.3.1");
        assertThat(diff("22.1.0-r1", "22.1.0-r2").out()).contains("no package changed");
    }

    @Test
    void onlySignedListsCount() {
        list(before, KEY, "pkg:npm/semver@6.3.1");
        list(after, STRANGER, "pkg:npm/semver@7.5.4");
        assertThat(diff("22.1.0-r1", "22.1.0-r2"))
                .satisfies(run -> assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED))
                .satisfies(run ->
                        assertThat(run.err()).contains(":22.1.0-r2 has no list of packages that a trusted key signed"));

        list(after, KEY, "pkg:npm/semver@6.3.1");
        assertThat(diff("22.1.0-r1", "22.1.0-r2").out()).contains("no package changed");

        Envelope signed = statement(after, "pkg:npm/semver@8").sign(KEY);
        after.attach(
                new Envelope(
                        signed.payloadType(),
                        new String(signed.payload(), StandardCharsets.UTF_8)
                                .replace("semver@8", "semver@9")
                                .getBytes(StandardCharsets.UTF_8),
                        signed.keyId(),
                        signed.signature()),
                BILL);
        assertThat(diff("22.1.0-r1", "22.1.0-r2").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void whatACertificateConfirmsIsLeftAside() {
        list(before, KEY, "pkg:npm/semver@6.3.1");
        list(after, KEY, "pkg:npm/semver@6.3.1");
        String bundle = "{\"mediaType\":\"%s\",\"verificationMaterial\":{\"certificate\":{\"rawBytes\":\"AA==\"}}}";
        after.attach(bundle.formatted(Bundle.MEDIA_TYPE).getBytes(StandardCharsets.UTF_8), BILL);

        Run run = diff("22.1.0-r1", "22.1.0-r2");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("no package changed");
    }

    @Test
    void aListThatTheRegistryHasLostIsPassedOverWhereThereIsAnother() {
        list(before, KEY, "pkg:npm/semver@6.3.1");
        list(after, KEY, "pkg:npm/semver@6.3.1");
        lose(after);
        assertThat(diff("22.1.0-r1", "22.1.0-r2").out()).contains("no package changed");

        PublishedImage without = new PublishedImage("22.1.0-r3");
        lose(without);
        Run run = Run.of("diff", before.tagged("22.1.0-r1"), without.tagged("22.1.0-r3"), "--key", key.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("registry ", " did not ");
    }

    private static void lose(PublishedImage image) {
        image.lose(image.attach("{}".getBytes(StandardCharsets.UTF_8), BILL));
    }

    @Test
    void whatIsNotThereIsReported() {
        assertThat(diff("22.1.0-r1", "22.1.0-r2").err()).contains("has no list of packages");
        assertThat(Run.of("diff", before.tagged("none"), before.tagged("22.1.0-r1"), "--key", key.toString())
                        .err())
                .contains("there is no such image in");
        assertThat(Run.of("diff", before.tagged("22.1.0-r1")).exitCode()).isEqualTo(ExitCode.USAGE);
    }

    private static void list(PublishedImage image, SigningKey signer, String... purls) {
        image.attach(statement(image, purls), signer);
    }

    private static Statement statement(PublishedImage image, String... purls) {
        List<Map<String, String>> components = Stream.of(purls)
                .map(purl -> Map.of("purl", purl, "version", purl.replaceAll(".*@|\\?.*", "")))
                .toList();
        return Statement.of("node", image.digest(), BILL, Map.of("bomFormat", "CycloneDX", "components", components));
    }

    private Run diff(String from, String to, String... options) {
        return Run.of(Stream.concat(
                        Stream.of("diff", before.tagged(from), after.tagged(to), "--key", key.toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }
}

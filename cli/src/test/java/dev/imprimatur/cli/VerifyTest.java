package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.statement.EndOfLife;
import dev.imprimatur.attestation.statement.Provenance;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.attestation.statement.TestResult;
import dev.imprimatur.cli.command.ExitCode;
import dev.imprimatur.cli.output.Json;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Images in a real registry, with and without what makes them trustworthy. */
@Tag("registry")
class VerifyTest extends VerifyFixture {
    @Test
    void aTestedImageIsVerifiedUnderEachApprovedTag() {
        image.attach(image.verdict(true, "22"), KEY);

        for (String reference :
                new String[] {image.tagged("22.1.0"), image.tagged("22"), image.tagged("22.1.0-r3"), image.byDigest()
                }) {
            Run run = verify(reference);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("https://in-toto.io/attestation/test-result/v0.1  verified")
                    .contains(KEY.publicKey().id().substring(0, 16), "2026-11-24T10:00:00Z")
                    .contains("1 test passed, node/22.1.0/bookworm, rebuild r-1")
                    .contains(" is verified");
        }
    }

    @Test
    void theWholeIsOneJsonObject() throws Exception {
        image.attach(image.verdict(true, "22"), KEY);

        Run run = verify(image.tagged("22"), "--json");

        JsonNode json = Json.MAPPER.readTree(run.out());
        assertThat(json.path("digest").textValue()).isEqualTo(image.digest().value());
        assertThat(json.path("verified").booleanValue()).isTrue();
        JsonNode evidence = json.path("evidence").path(0);
        assertThat(evidence.path("outcome").textValue()).isEqualTo("verified");
        assertThat(evidence.path("key").textValue()).isEqualTo(KEY.publicKey().id());
        assertThat(evidence.path("time").textValue()).isEqualTo("2026-11-24T10:00:00Z");
    }

    @Test
    void provenanceTellsWhatItWasBuiltFrom() {
        image.attach(image.verdict(true, "22"), KEY);
        Provenance.BuildDefinition built = new Provenance.BuildDefinition(
                Provenance.BUILD_TYPE,
                Map.of(),
                Map.of(),
                List.of(new TestResult.Resource("node-base", null, Map.of("sha256", "1".repeat(64)))));
        Provenance.RunDetails run = new Provenance.RunDetails(
                new Provenance.Builder("https://example.com/builder"),
                new Provenance.Metadata("1", null, Instant.parse("2026-11-24T09:00:00Z")));
        image.attach(Statement.of("node", image.digest(), Provenance.TYPE, new Provenance(built, run)), KEY);

        assertThat(verify(image.tagged("22")).out())
                .contains("https://slsa.dev/provenance/v1")
                .contains("2026-11-24T09:00:00Z")
                .contains("built by https://example.com/builder from node-base@sha256:111111111111");
        image.attach(Statement.of("node", image.digest(), Provenance.TYPE, Map.of()), KEY);
        assertNotVerified(image.tagged("22"), "its provenance lacks buildDefinition or runDetails");
    }

    @Test
    void theListOfPackagesIsCounted() {
        image.attach(image.verdict(true, "22"), KEY);
        Map<String, Object> bill = Map.of(
                "bomFormat", "CycloneDX",
                "metadata", Map.of("timestamp", "2026-11-24T09:30:00Z"),
                "components", List.of(Map.of("name", "npm"), Map.of("name", "adduser")));
        image.attach(Statement.of("node", image.digest(), "https://cyclonedx.org/bom", bill), KEY);

        assertThat(verify(image.tagged("22")).out()).contains("2026-11-24T09:30:00Z", "2 packages installed");
        image.attach(Statement.of("node", image.digest(), "https://cyclonedx.org/bom", Map.of()), KEY);
        assertNotVerified(image.tagged("22"), "its list of packages is not CycloneDX");
    }

    @Test
    void theEndOfItsLifeIsShown() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(
                Statement.of(
                        "node", image.digest(), EndOfLife.TYPE, new EndOfLife("2027-04-30", "2026-11-01T00:00:00Z")),
                KEY);

        assertThat(verify(image.tagged("22")).out()).contains(EndOfLife.TYPE, "supported until 2027-04-30");
        image.attach(Statement.of("node", image.digest(), EndOfLife.TYPE, new EndOfLife("soon", null)), KEY);
        assertNotVerified(image.tagged("22"), "its end of life 'soon' is no day");
    }

    @Test
    void ofSeveralEndsOfLifeTheLatestCounts() {
        image.attach(image.verdict(true, "22"), KEY);
        for (String[] said : new String[][] {
            {"2027-04-30", null}, {"2028-04-30", "2026-11-02T00:00:00Z"}, {"2027-10-31", "2026-11-01T00:00:00Z"}
        }) {
            image.attach(Statement.of("node", image.digest(), EndOfLife.TYPE, new EndOfLife(said[0], said[1])), KEY);
        }

        assertThat(verify(image.tagged("22")).out())
                .contains("supported until 2027-04-30; re-signed later", "supported until 2027-10-31; re-signed later")
                .containsPattern("supported until 2028-04-30(?!;)");
    }

    @Test
    void logsThatTheVerdictNamesAreShown() {
        Digest build = image.attachLog("build", "2026-11-24T10:00:00.000Z a line\n", 7);
        image.attachLog("test", "forged\n", 0);
        image.attach(image.verdictNaming(Map.of("build", build)), KEY);

        Run run = verify(image.tagged("22"));

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("build log, 2 attempts, 39 bytes, 7 of them left out")
                .contains("a log that no verified test result names");
        assertThat(verify(image.tagged("22"), "--log", "build").out()).isEqualTo("2026-11-24T10:00:00.000Z a line\n");
        Run other = verify(image.tagged("22"), "--log", "test");
        assertThat(other.exitCode()).isEqualTo(1);
        assertThat(other.out()).doesNotContain("forged");
        assertThat(other.err()).contains("there is no test log beside");
    }

    @Test
    void ofAnImageThatIsNotVerifiedNoLogIsPrinted() {
        Digest build = image.attachLog("build", "a line\n", 0);
        image.attach(image.verdictNaming(Map.of("build", build)), STRANGER);

        Run run = verify(image.tagged("22"), "--log", "build");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).doesNotContain("a line");
        assertThat(run.err()).contains("is not verified");
    }

    @Test
    void withoutATestResultItIsNot() {
        assertNotVerified(image.tagged("22"), "there is no test result beside it that a trusted key signed");
        image.attach(Statement.of("node", image.digest(), "https://example.com/said/v1", "fine"), KEY);
        assertNotVerified(image.tagged("22"), "there is no test result beside it that a trusted key signed");
    }

    @Test
    void anotherKeyProvesNothing() {
        image.attach(image.verdict(true, "22"), STRANGER);

        assertNotVerified(
                image.tagged("22"),
                "signed with the key '" + STRANGER.publicKey().id() + "', which is not trusted");
    }

    @Test
    void whatStrangersPutBesideItDoesNoHarm() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach(image.verdict(false, "22"), STRANGER);

        Run run = verify(image.tagged("22"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("ignored");
    }

    @Test
    void whatIsNoBundleDoesNoHarmThoughItIsSaidToBeOne() {
        image.attach(image.verdict(true, "22"), KEY);
        image.attach("{\"mediaType\":".getBytes(StandardCharsets.UTF_8), TestResult.TYPE);
        image.attach("{}".getBytes(StandardCharsets.UTF_8), TestResult.TYPE);

        Run run = verify(image.tagged("22"), "--any-tag");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("it is not JSON", "expected a Sigstore bundle");
    }

    @Test
    void anArtifactThatTheRegistryHasLostIsNamedBesideWhatThereIs() {
        image.attach(image.verdict(true, "22"), KEY);
        Digest lost = image.attach("{}".getBytes(StandardCharsets.UTF_8), TestResult.TYPE);
        image.lose(lost);

        assertNotVerified(image.tagged("22"), "the evidence " + lost + " was refused: it cannot be read");
        assertThat(verify(image.tagged("22")).out()).contains("verified", "passed");
    }

    @Test
    void anExpiredKeyProvesNothing() throws Exception {
        image.attach(image.verdict(true, "22"), KEY);
        Files.writeString(
                key, "Not-After: 2026-01-01T00:00:00Z\n" + KEY.publicKey().pem());

        assertNotVerified(image.tagged("22"), "which expired at 2026-01-01T00:00:00Z");
    }

    @Test
    void anAlteredStatementIsRefused() {
        Envelope genuine = image.verdict(false, "22").sign(KEY);
        String altered = new String(genuine.payload(), StandardCharsets.UTF_8).replace("FAILED", "PASSED");
        image.attach(
                new Envelope(
                        genuine.payloadType(),
                        altered.getBytes(StandardCharsets.UTF_8),
                        genuine.keyId(),
                        genuine.signature()),
                TestResult.TYPE);

        assertNotVerified(image.tagged("22"), "the signature is not that of key");
    }

    @Test
    void theVerdictOnAnotherImageIsRefused() {
        PublishedImage other = new PublishedImage("22", "other");
        image.attach(other.verdict(true, "22"), KEY);

        assertNotVerified(image.tagged("22"), "it is about another image, " + other.digest());
    }

    @Test
    void aFailedVerdictIsRefused() {
        image.attach(image.verdict(false, "22"), KEY);

        assertNotVerified(image.tagged("22"), "the image did not pass its tests: [npm] failed");
    }

    @Test
    void whatIsNotThereIsNotVerified() {
        assertNotVerified(image.tagged("none"), "there is no such image");
        assertNotVerified("localhost:1/node@" + Digest.of(new byte[0]), "is it running?");
    }

    @Test
    void aCommandLineThatCannotBeMeantIsUsage() {
        assertThat(verify("node").exitCode()).isEqualTo(ExitCode.USAGE);
        Run without = Run.of(
                "verify", image.tagged("22"), "--keys", folder.resolve("none").toString());
        assertThat(without.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(without.err()).contains("ask the publisher for the public key");
        assertThat(Run.of("verify", "--help").out()).contains("0   it is verified", "--any-tag");
    }
}

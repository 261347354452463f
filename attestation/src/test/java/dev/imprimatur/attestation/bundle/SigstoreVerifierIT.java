package dev.imprimatur.attestation.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.StrictJson;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.npm.NpmPackages;
import dev.imprimatur.npm.NpmPackages.Run;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles, judged by the verifier of the Sigstore project, which the npm client fetches. */
class SigstoreVerifierIT {
    private static final Path VERIFY = Path.of("src/test/resources/sigstore/verify.mjs");
    private static final SigningKey KEY = SigningKey.generate();

    private static NpmPackages sigstore;

    private final Statement statement = Statement.of(
            "registry.example/node", Digest.of(new byte[0]), "https://example.com/said/v1", Map.of("a", 1));

    @TempDir
    Path folder;

    @BeforeAll
    static void fetchVerifier() throws Exception {
        sigstore = NpmPackages.fetch(
                Path.of("target/sigstore-verifier"), "@sigstore/verify@2.1.1", "@sigstore/bundle@3.1.0");
    }

    @Test
    void aGenuineBundleIsAccepted() throws Exception {
        Run run = verify(statement.sign(KEY), KEY);

        assertThat(run.exitCode()).as(run.output()).isZero();
        assertThat(Statement.parse(StrictJson.MAPPER.readTree(run.output()))).isEqualTo(statement);
    }

    @Test
    void anAlteredStatementIsRefused() throws Exception {
        Envelope genuine = statement.sign(KEY);
        byte[] altered = new String(genuine.payload(), StandardCharsets.UTF_8)
                .replace(":1}", ":2}")
                .getBytes(StandardCharsets.UTF_8);

        Run run = verify(new Envelope(genuine.payloadType(), altered, genuine.keyId(), genuine.signature()), KEY);

        assertThat(run.exitCode()).isPositive();
        assertThat(run.output()).contains("signature verification failed");
    }

    @Test
    void anotherKeyIsRefused() throws Exception {
        Run run = verify(statement.sign(KEY), SigningKey.generate());

        assertThat(run.exitCode()).isPositive();
        assertThat(run.output()).contains("key not found");
    }

    private Run verify(Envelope envelope, SigningKey trusted) throws Exception {
        Path bundle = Files.write(folder.resolve("bundle.json"), new Bundle(envelope).json());
        Path key =
                Files.writeString(folder.resolve("key.pub"), trusted.publicKey().pem());
        return sigstore.script(VERIFY, bundle.toString(), key.toString());
    }
}

package dev.imprimatur.tester.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.attestation.envelope.Envelope;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.attestation.statement.Statement;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.TestCompleted;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningTest {
    private record Config(Optional<String> key, Optional<Path> keyFile, Optional<Path> trustFolder)
            implements SigningConfig {}

    @TempDir
    Path folder;

    @Test
    void aVerdictIsSignedWithAllThatItSays() throws Exception {
        BuildCompleted built = EventFixtures.event(BuildCompleted.class);
        TestCompleted verdict = EventFixtures.event(TestCompleted.class).signed(null);
        VerdictSigner signer = new VerdictSigner();
        signer.source = source(new Config(Optional.empty(), file("key.pem"), file("trusted")));
        signer.load(null);

        TestCompleted signed = signer.sign(verdict, built.tests());

        JsonNode event = EventJson.MAPPER.readTree(EventJson.MAPPER.writeValueAsString(signed));
        Statement statement = Statement.parse(Envelope.parse(event.get("envelope"))
                .verified(Envelope.IN_TOTO, new TrustedKeys(List.of(folder.resolve("trusted")))::find));
        var result = statement.predicate(
                dev.imprimatur.attestation.statement.TestResult.TYPE,
                dev.imprimatur.attestation.statement.TestResult.class);
        assertThat(statement.digest()).isEqualTo(verdict.staged().digest());
        assertThat(statement.subject()).isEqualTo("localhost:5001/node-bookworm");
        assertThat(result.passed()).isTrue();
        assertThat(result.passedTests()).containsExactly("hello");
        assertThat(result.failedTests()).isEmpty();
        assertThat(result.configuration())
                .singleElement()
                .satisfies(test -> assertThat(test.digest())
                        .containsEntry(
                                "sha256",
                                built.tests().getFirst().files().digest().hex()));
        assertThat(EventJson.MAPPER.treeToValue(result.verdict(), TestCompleted.class))
                .isEqualTo(verdict);
    }

    @Test
    void theFirstStartMakesTheKeyAndLaterOnesKeepIt() throws Exception {
        Config config = new Config(Optional.empty(), file("key.pem"), file("trusted"));

        SigningKey made = source(config).load();
        Files.delete(onlyFile(folder.resolve("trusted")));
        SigningKey again = source(config).load();

        assertThat(again.publicKey()).isEqualTo(made.publicKey());
        assertThat(new TrustedKeys(List.of(folder.resolve("trusted")))
                        .find(made.publicKey().id()))
                .contains(made.publicKey());
    }

    @Test
    void aKeyComesFromTheEnvironmentToo() throws Exception {
        SigningKey.create(folder.resolve("key.pem"));
        String pem = Files.readString(folder.resolve("key.pem"));

        SigningKey key = source(new Config(Optional.of(pem), Optional.empty(), Optional.empty()))
                .load();

        assertThat(key.publicKey()).isEqualTo(SigningKey.parse(pem).publicKey());
    }

    @Test
    void withoutAKeyTheServiceDoesNotStart() {
        assertRefused(
                new Config(Optional.empty(), Optional.empty(), Optional.empty()), "set imprimatur.signing.key-file");
        assertRefused(
                new Config(Optional.empty(), file("missing.pem"), Optional.empty()),
                "imprimatur.signing.key-file is " + folder.resolve("missing.pem") + ", which does not exist");
        assertRefused(
                new Config(Optional.of("secret"), Optional.empty(), Optional.empty()),
                "imprimatur.signing.key: no PEM text");
    }

    private static void assertRefused(Config config, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> source(config).load())
                .withMessageContaining(message)
                .withMessageNotContaining("secret");
    }

    private Optional<Path> file(String name) {
        return Optional.of(folder.resolve(name));
    }

    private static Path onlyFile(Path folder) throws Exception {
        try (var files = Files.list(folder)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.getFirst();
        }
    }

    private static KeyOfTester source(SigningConfig config) {
        KeyOfTester source = new KeyOfTester();
        source.config = config;
        return source;
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.cli.command.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** An image in a real registry, with and without what makes it trustworthy. */
abstract class VerifyFixture {
    static final SigningKey KEY = SigningKey.generate();
    static final SigningKey STRANGER = SigningKey.generate();
    static final SigningKey PUBLISHER = SigningKey.generate();
    static final String NEWER = "sha256:" + "7".repeat(64);

    @TempDir
    Path folder;

    final PublishedImage image =
            new PublishedImage("22.1.0", "22", "22.1.0-r3", "22.1.0-r4", "latest", "other", "kept");
    Path key;
    Path publisherKey;

    @BeforeEach
    void thePublicKeys() throws Exception {
        publisherKey = Files.writeString(
                folder.resolve("publisher.pub"), PUBLISHER.publicKey().pem());
        key = Files.writeString(
                folder.resolve("imprimatur.pub"), KEY.publicKey().pem());
    }

    void assertNotVerified(String reference, String... reason) {
        Run run = verify(reference);
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains(" is not verified: ").contains(reason);
    }

    Run verify(String reference, String... options) {
        return Run.of(Stream.concat(
                        Stream.of(
                                "verify",
                                reference,
                                "--key",
                                key.toString(),
                                "--publisher-key",
                                publisherKey.toString()),
                        Stream.of(options))
                .toArray(String[]::new));
    }
}

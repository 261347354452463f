package dev.imprimatur.messaging.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.attestation.key.OwnKey;
import dev.imprimatur.attestation.key.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A service without the keys of those whom it is to believe says which it lacks, and what to do. */
class NeededKeysTest {
    @TempDir
    Path home;

    private final KeysReadiness readiness = new KeysReadiness();
    private Path testers;
    private Path publishers;

    @BeforeEach
    void believeThem() {
        testers = home.resolve("trusted");
        publishers = home.resolve("publishers");
        readiness.believers = List.of(new Testers(List.of(testers)), publishers(Unsigned.REFUSE));
        readiness.signers = List.of();
    }

    @Test
    void itIsReadyOnceThereIsAKeyOfEach() throws IOException {
        Files.createDirectory(publishers);
        assertThat(reason())
                .contains("imprimatur.trust.keys is [" + testers + "], where there is no public key of a tester")
                .contains("imprimatur.publications.keys is [" + publishers + "]")
                .contains("docs/signing.md#keys");

        put(testers);
        assertThat(reason()).doesNotContain("imprimatur.trust.keys").contains("imprimatur.publications.keys");

        put(publishers);
        HealthCheckResponse ready = readiness.call();
        assertThat(ready.getStatus()).isEqualTo(Status.UP);
        assertThat(ready.getData().orElseThrow())
                .containsEntry("imprimatur.trust.keys", 1L)
                .containsEntry("imprimatur.publications.keys", 1L);
    }

    @Test
    void aKeyIsOneAlsoIfItIsRetiredOrItsTimeIsOver() throws IOException {
        put(testers.resolve("retired"));
        Files.writeString(
                Files.createDirectory(publishers).resolve("key.pub"),
                "Not-After: 2020-01-01T00:00:00Z\n"
                        + SigningKey.generate().publicKey().pem());

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aFileThatCannotBeReadIsNamedAlsoBesideAnother() throws IOException {
        put(publishers);
        put(testers);
        Path file = testers.resolve("other.pub");
        Files.writeString(
                file, "Not-After: soon\n" + SigningKey.generate().publicKey().pem());

        assertThat(reason()).contains(file + ": 'Not-After: soon' is no time");
    }

    @Test
    void soIsARetiredOneThoughItsKeyIsAmongTheTrustedToo() throws IOException {
        put(publishers);
        put(testers);
        Path file = Files.createDirectory(testers.resolve("retired")).resolve("key.pub");
        Files.writeString(file, "Received-Before: soon\n" + Files.readString(testers.resolve("key.pub")));

        assertThat(reason()).contains("imprimatur.trust.keys: " + file + ": 'Received-Before: soon' is no time");
    }

    @Test
    void whatNeedNotBeSignedDuringAnUpgradeNeedsNoKey() throws IOException {
        readiness.believers = List.of(new Testers(List.of(testers)), publishers(Unsigned.ALLOW));
        put(testers);

        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aServiceWhoseOwnKeyCannotBeReadIsNotReadyUntilItCan() throws IOException {
        put(testers);
        put(publishers);
        Path file = home.resolve("own.pem");
        OwnKey own = new OwnKey(Optional.empty(), Optional.of(file), Optional.empty());
        readiness.signers = List.of(() -> own.trouble("places"));

        assertThat(reason()).contains("imprimatur.signing.key-file is " + file + ", which does not exist");
        Files.writeString(file, "no key");
        assertThat(reason()).contains(file + ": no PEM text");
        Files.delete(file);
        SigningKey.create(file);
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aLookMakesNoKey() throws IOException {
        Path folder = home.resolve("own");
        Path file = folder.resolve("own.pem");

        assertThat(new OwnKey(Optional.empty(), Optional.of(file), Optional.of(folder)).trouble("places"))
                .as("it is made when something is signed")
                .isEmpty();
        assertThat(folder).doesNotExist();
    }

    private TrustedSenders publishers(Unsigned unsigned) {
        return new TrustedSenders("a publisher", "imprimatur.publications", List.of(publishers), unsigned);
    }

    private String reason() {
        HealthCheckResponse response = readiness.call();
        assertThat(response.getStatus()).isEqualTo(Status.DOWN);
        return (String) response.getData().orElseThrow().get("reason");
    }

    private static void put(Path folder) throws IOException {
        Files.writeString(
                Files.createDirectories(folder).resolve("key.pub"),
                SigningKey.generate().publicKey().pem());
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.cli.command.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    @TempDir
    Path folder;

    private PublicKey first;

    @BeforeEach
    void aKeyAsTheTesterMakesIt() throws Exception {
        first = SigningKey.create(folder.resolve("signing.pem")).publicKey();
        Files.createDirectories(folder.resolve("trusted"));
        Files.writeString(folder.resolve("trusted/first.pem"), first.pem());
    }

    @Test
    void theKeyIsShownButNeverItsSecret() {
        assertThat(keys().out()).contains(first.id() + "  yes");
        assertThat(keys("--json").out())
                .contains(first.id(), "\"signs\" : true")
                .doesNotContain("PRIVATE");
        assertThat(keys("--pem").out()).isEqualTo(first.pem());
    }

    @Test
    void bothKeysAreTrustedUntilTheOldOneIsRetiredOrDistrusted() throws Exception {
        Run rotated = Run.of("keys", "--keys", folder.toString(), "rotate");

        PublicKey second = SigningKey.read(folder.resolve("signing.pem")).publicKey();
        assertThat(rotated.exitCode()).isZero();
        assertThat(second).isNotEqualTo(first);
        assertThat(rotated.out())
                .contains(second.id() + " now", "retire " + first.id().substring(0, 12));
        assertThat(keys().out()).contains(second.id() + "  yes").contains(first.id());

        assertThat(distrust(second.id()).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(distrust("zzz").exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(distrust(first.id().substring(0, 12)).exitCode()).isZero();
        assertThat(keys().out()).contains(second.id()).doesNotContain(first.id());
    }

    @Test
    void whateverElseLiesInTheFolderTrustIsTakenAway() throws Exception {
        Run.of("keys", "--keys", folder.toString(), "rotate");
        Files.writeString(folder.resolve("trusted/README"), "our keys");
        Files.writeString(folder.resolve("trusted/broken.pem"), "-----BEGIN PUBLIC KEY-----");
        Files.write(folder.resolve("trusted/binary.pub"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        Files.createDirectories(folder.resolve("trusted/old.pem"));
        Files.writeString(folder.resolve("trusted/limit.pem"), "Not-After: soon\n" + first.pem());
        Files.writeString(folder.resolve("trusted/first.pem~"), first.pem());

        assertThat(distrust(first.id().substring(0, 12)).exitCode()).isZero();

        assertThat(new TrustedKeys(List.of(folder.resolve("trusted"))).readable())
                .doesNotContainKey(first.id());
        assertThat(folder.resolve("trusted/README")).exists();
        assertThat(folder.resolve("trusted/broken.pem")).exists();
        assertThat(folder.resolve("trusted/limit.pem")).doesNotExist();
        assertThat(folder.resolve("trusted/first.pem~")).doesNotExist();
    }

    @Test
    void whatIsRetiredIsKeptUntilItIsDistrusted() throws Exception {
        Run.of("keys", "--keys", folder.toString(), "rotate");

        assertThat(Run.of("keys", "--keys", folder.toString(), "retire", first.id())
                        .exitCode())
                .isZero();

        TrustedKeys trusted = new TrustedKeys(List.of(folder.resolve("trusted")));
        assertThat(trusted.findKept(first.id())).contains(first);
        assertThatThrownBy(() -> trusted.find(first.id())).hasMessageContaining("is retired");
        assertThat(distrust(first.id().substring(0, 12)).exitCode()).isZero();
        assertThat(trusted.findKept(first.id())).isEmpty();
    }

    @Test
    void whatCameBeforeAKeyWasDistrustedStaysValid() throws Exception {
        Run.of("keys", "--keys", folder.toString(), "rotate");
        Instant since = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(distrust(first.id(), "--since", "yesterday").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(distrust(first.id(), "--since", "2999-01-01T00:00:00Z").err())
                .contains("still to come");
        assertThat(distrust(first.id(), "--since", since.toString()).out()).contains("received before " + since);

        TrustedKeys trusted = new TrustedKeys(List.of(folder.resolve("trusted")));
        assertThat(trusted.findKept(first.id(), since.minusMillis(1))).contains(first);
        assertThatThrownBy(() -> trusted.findKept(first.id(), since)).hasMessageContaining("distrusted since " + since);
        assertThatThrownBy(() -> trusted.find(first.id())).hasMessageContaining("distrusted since " + since);
        assertThat(folder.resolve("trusted/first.pem")).doesNotExist();

        assertThat(distrust(first.id()).exitCode()).isZero();
        assertThat(trusted.findKept(first.id(), since.minusMillis(1))).isEmpty();
    }

    @Test
    void withoutAKeyItIsSaidWhenThereWillBeOne() {
        Run run = Run.of("keys", "--keys", folder.resolve("none").toString());

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("it is made at the first ./imprimatur up");
    }

    private Run distrust(String... arguments) {
        return Run.of(Stream.concat(Stream.of("keys", "--keys", folder.toString(), "distrust"), Stream.of(arguments))
                .toArray(String[]::new));
    }

    private Run keys(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "keys";
        arguments[1] = "--keys";
        arguments[2] = folder.toString();
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Run.of(arguments);
    }
}

package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import dev.imprimatur.cli.command.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator wrote against a key holds whatever is done to it later, but for an order to the contrary. */
class KeptLimitsTest {
    private static final Instant LIMIT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = LIMIT.plusSeconds(9);

    @TempDir
    Path folder;

    private PublicKey key;
    private Path trusted;

    @BeforeEach
    void anOldKeyBesideTheOneThatSigns() throws IOException {
        SigningKey.create(folder.resolve("signing.pem"));
        key = SigningKey.generate().publicKey();
        trusted = Files.createDirectories(folder.resolve("trusted"));
        trust("");
    }

    @Test
    void aStolenKeyThatIsTrustedAgainByMistakeIsShownAndRetiredAsAStolenOne() throws IOException {
        keys("distrust", key.id(), "--since", LIMIT.toString());
        trust("");
        assertThat(keys().out()).contains(key.id() + "         distrusted since " + LIMIT);
        assertThat(keys("--json").out()).contains("\"limits\" : \"distrusted since " + LIMIT + "\"");

        assertThat(keys("retire", key.id()).out()).contains("but for its limits: distrusted since " + LIMIT);

        assertThat(trusted.resolve("old.pem")).doesNotExist();
        assertThat(found().findKept(key.id(), LIMIT.minusMillis(1))).contains(key);
        assertThatThrownBy(() -> found().findKept(key.id(), LIMIT)).hasMessageContaining("distrusted since " + LIMIT);
    }

    @Test
    void aTimeLimitGoesWithAKeyThatIsRetired() throws IOException {
        trust("Not-After: " + LIMIT + "\n");

        keys("retire", key.id());

        assertThat(trusted.resolve("old.pem")).doesNotExist();
        assertExpires(trusted.resolve("retired"));
    }

    @Test
    void aTimeLimitGoesWithAKeyThatIsDistrustedSinceALaterTime() throws IOException {
        trust("Not-After: " + LIMIT + "\n");

        keys("distrust", key.id(), "--since", LATER.toString());

        assertExpires(trusted);
        assertThatThrownBy(() -> found().find(key.id(), LATER)).hasMessageContaining("distrusted since " + LATER);
    }

    @Test
    void aLimitThatCannotBeReadIsNotDropped() throws IOException {
        Path unread = Files.createDirectories(trusted.resolve("retired")).resolve("unread.pem");
        Files.writeString(unread, "Received-Before: soon\n" + key.pem());

        assertThat(keys().out()).contains("counts for nothing, " + unread);
        for (Run run : List.of(keys("retire", key.id()), keys("distrust", key.id(), "--since", LIMIT.toString()))) {
            assertThat(run.exitCode()).isNotZero();
            assertThat(run.err()).contains(unread + ": 'Received-Before: soon' is no time");
        }
        assertThat(found().findKept(key.id(), LIMIT.minusMillis(1))).isEmpty();

        assertThat(keys("distrust", key.id()).exitCode()).isEqualTo(ExitCode.OK);
        assertThat(unread).doesNotExist();
    }

    private void assertExpires(Path place) {
        TrustedKeys keys = new TrustedKeys(List.of(place));
        assertThat(keys.find(key.id(), LIMIT.minusMillis(1))).contains(key);
        assertThatThrownBy(() -> keys.find(key.id(), LIMIT)).hasMessageContaining("expired at " + LIMIT);
    }

    private void trust(String limits) throws IOException {
        Files.writeString(trusted.resolve("old.pem"), limits + key.pem());
    }

    private TrustedKeys found() {
        return new TrustedKeys(List.of(trusted));
    }

    private Run keys(String... arguments) {
        return Run.of(Stream.concat(Stream.of("keys", "--keys", folder.toString()), Stream.of(arguments))
                .toArray(String[]::new));
    }
}

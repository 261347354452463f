package dev.imprimatur.attestation.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.AttestationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A limit that an operator wrote to a key counts, however it is written, or the key does not. */
class KeyLimitsTest {
    private static final Instant BEFORE = Instant.parse("2026-12-31T23:59:59Z");
    private static final Instant AFTER = Instant.parse("2027-01-01T00:00:00Z");

    private final PublicKey key = SigningKey.generate().publicKey();

    @TempDir
    Path folder;

    /** Of two the first alone would count, and a limit could be meant for either. */
    @Test
    void aFileWithTwoKeysCountsForNeither() throws Exception {
        PublicKey other = SigningKey.generate().publicKey();
        Path file = write("key.pem", key.pem() + other.pem());

        assertThat(at(BEFORE, file).find(key.id())).isEmpty();
        assertThat(at(BEFORE, file).find(other.id())).isEmpty();
        assertThatThrownBy(() -> at(BEFORE, file).all()).hasMessageContaining("key.pem: it holds several keys");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Not-After: 2027-01-01T00:00:00Z\n%s",
                "not-after: 2027-01-01T00:00:00Z\n%s",
                "NOT-AFTER:2027-01-01T00:00:00Z\n%s",
                "NotAfter: 2027-01-01T00:00:00Z\n%s",
                "Not After: 2027-01-01T00:00:00Z\n%s",
                "not_after = 2027-01-01T00:00:00Z\n%s",
                "Not\u2011After: 2027-01-01T00:00:00Z\n%s",
                " \tNot-After: 2027-01-01T00:00:00Z\n%s",
                "\u00a0Not-After: 2027-01-01T00:00:00Z\n%s",
                "\ufeffNot-After: 2027-01-01T00:00:00Z\n%s",
                "\u200bNot-After: 2027-01-01T00:00:00Z\n%s",
                "# Not-After: 2027-01-01T00:00:00Z\n%s",
                "#Not-After: 2027-01-01T00:00:00Z\n%s",
                "## of alice\r\n\r\nNot-After: 2027-01-01T00:00:00Z\r\n%s",
                "%sNot-After: 2027-01-01T00:00:00Z",
                "Not-After: 2029-01-01T00:00:00Z\nNot-After: 2027-01-01T00:00:00Z\n%s",
                "Not-After: 2027-01-01T00:00:00Z\nNot-After: 2029-01-01T00:00:00Z\n%s"
            })
    void everySpellingCounts(String text) throws Exception {
        Path file = write("key.pem", text.formatted(key.pem()));

        assertThat(at(BEFORE, file).find(key.id())).contains(key);
        assertThat(at(BEFORE, file).all()).containsOnlyKeys(key.id());
        assertThatThrownBy(() -> at(AFTER, file).find(key.id()))
                .isInstanceOf(AttestationException.class)
                .hasMessageContaining("expired at 2027-01-01T00:00:00Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Not-After 2027-01-01T00:00:00Z",
                "Not-After:",
                "Not-After: 2027-01-01",
                "Not-After: tomorrow",
                "# Not-After 2027",
                "# counts Not-After: 2027-01-01T00:00:00Z",
                "Not-Aftr: 2027-01-01T00:00:00Z",
                "Expires: 2027-01-01T00:00:00Z",
                "valid until 2027",
                "x\u2028Not-After: 2027-01-01T00:00:00Z",
                "N\u043et-After: 2027-01-01T00:00:00Z"
            })
    void whatCouldBeOneAndIsNotReadKeepsTheKeyFromCounting(String line) throws Exception {
        Path file = write("key.pem", line + "\n" + key.pem());

        assertThat(at(BEFORE, file).find(key.id())).isEmpty();
        assertThatThrownBy(() -> at(BEFORE, file).all())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file.toString());
        assertThat(at(BEFORE, file).readable()).containsOnlyKeys(key.id());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "# the key of 2026, made by alice: keep it\n", "\ufeff", "\ufeff# of alice\n \t\n"})
    void blankLinesAndCommentsAreNoLimit(String before) throws Exception {
        Path file = write("key.pem", before + key.pem() + before);

        assertThat(at(AFTER.plusSeconds(1_000_000_000), file).find(key.id())).contains(key);
    }

    @ParameterizedTest
    @CsvSource({"1.pem,2.pem", "2.pem,1.pem", "1.pub,2.pem"})
    void ofTwoFilesTheEarlierLimitCounts(String limited, String other) throws Exception {
        Files.createDirectories(folder.resolve("trusted"));
        write("trusted/" + limited, "Not-After: " + AFTER + "\n" + key.pem());
        Path free = write("trusted/" + other, key.pem());
        Path trusted = folder.resolve("trusted");

        assertThat(at(BEFORE, trusted).find(key.id())).contains(key);
        assertThatThrownBy(() -> at(AFTER, trusted).find(key.id())).hasMessageContaining("expired");
        assertThatThrownBy(() -> at(AFTER, free, trusted.resolve(limited)).find(key.id()))
                .as("also of two places")
                .hasMessageContaining("expired");

        write("trusted/" + other, "Not-After: 2028-01-01T00:00:00Z\n" + key.pem());
        assertThatThrownBy(() -> at(AFTER, trusted).find(key.id())).hasMessageContaining("2027-01-01T00:00:00Z");

        write("trusted/" + limited, "Not-After: ?\n" + key.pem());
        assertThat(at(BEFORE, trusted).find(key.id()))
                .as("it is not known until when")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Received-Before: 2027-01-01T00:00:00Z\n%s",
                "# received before = 2027-01-01T00:00:00Z\n%s",
                "%sRECEIVED_BEFORE: 2027-01-01T00:00:00Z"
            })
    void whatCameBeforeAKeyWasDistrustedCounts(String text) throws Exception {
        Files.createDirectories(folder.resolve("trusted/retired"));
        write("trusted/key.pem", key.pem());
        write("trusted/retired/key.pem", text.formatted(key.pem()));
        TrustedKeys trusted = at(AFTER.plusSeconds(9), folder.resolve("trusted"));

        assertThat(trusted.findKept(key.id(), BEFORE)).contains(key);
        assertThat(trusted.find(key.id(), BEFORE)).contains(key);
        for (Instant received : new Instant[] {AFTER, null}) {
            assertThatThrownBy(() -> trusted.findKept(key.id(), received))
                    .isInstanceOfSatisfying(
                            AttestationException.class,
                            e -> assertThat(e.kind()).isEqualTo(AttestationException.Kind.KEY_DISTRUSTED));
        }
        assertThatThrownBy(() -> trusted.find(key.id())).hasMessageContaining("distrusted since " + AFTER);
        Files.delete(folder.resolve("trusted/key.pem"));
        assertThat(trusted.find(key.id(), BEFORE)).contains(key);
        assertThatThrownBy(() -> trusted.find(key.id())).hasMessageContaining("distrusted since " + AFTER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Received-Before: soon", "# Received-Before 2027", "Received: 2027-01-01T00:00:00Z"})
    void aTimeThatIsNotReadKeepsTheKeyFromCounting(String line) throws Exception {
        Path file = write("key.pem", line + "\n" + key.pem());

        assertThat(at(BEFORE, file).findKept(key.id(), BEFORE)).isEmpty();
    }

    @Test
    void aTimeThatIsNotReadCountsLikewiseBesideAFileWithoutOne() throws Exception {
        Files.createDirectories(folder.resolve("trusted/retired"));
        write("trusted/key.pem", key.pem());
        write("trusted/retired/key.pem", "Received-Before: soon\n" + key.pem());
        TrustedKeys trusted = at(BEFORE, folder.resolve("trusted"));

        assertThat(trusted.find(key.id())).isEmpty();
        assertThat(trusted.findKept(key.id(), BEFORE)).isEmpty();
    }

    @Test
    void whatIsUnreadableHidesNoOtherKey() throws Exception {
        Files.createDirectories(folder.resolve("trusted/0.pem"));
        Files.write(folder.resolve("trusted/1.pem"), "\ufeffx".getBytes(StandardCharsets.UTF_16));
        write("trusted/2.pem", key.pem());

        assertThat(at(BEFORE, folder.resolve("trusted")).find(key.id())).contains(key);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static TrustedKeys at(Instant time, Path... places) {
        return new TrustedKeys(List.of(places), Clock.fixed(time, ZoneOffset.UTC));
    }
}

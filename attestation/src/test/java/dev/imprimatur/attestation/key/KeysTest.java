package dev.imprimatur.attestation.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.attestation.AttestationException;
import dev.imprimatur.oci.Digest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysTest {
    private static final byte[] CONTENT = "content".getBytes();

    /** {@code openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256}; it signs nothing but this test. */
    private static final String OF_OPENSSL = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgf+eJ9TX2sumHyPZ8
            iz2C3a1seSQqttvNgW5ej7zXbyWhRANCAARsnMe4dHzN2oK6AhJKU383h6y77gyM
            /DzH+buMhn9XOXgJVfalO6Eh4IooaayZ2fUxlgqaFPjH2Q77ych7gc+w
            -----END PRIVATE KEY-----
            """;

    private static final String OF_OPENSSL_PUBLIC = """
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbJzHuHR8zdqCugISSlN/N4esu+4M
            jPw8x/m7jIZ/Vzl4CVX2pTuhIeCKKGmsmdn1MZYKmhT4x9kO+8nIe4HPsA==
            -----END PUBLIC KEY-----
            """;

    private static final String ON_ANOTHER_CURVE = """
            -----BEGIN PRIVATE KEY-----
            MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDCmGM9s40qV7zq1uLrH
            uPKWZ5UBr/f73uRfVpGliofYNorf+wUI02o655JRae2ntLWhZANiAASdupP2050b
            ulQZ7b9fdSFR6uLQBWogKQKbe1H9XFm4aOcdPtE8FfxHHx799iGuFd4olyZPRTi4
            t72uX6XT4iKt+1aBCg+LQ2wL94pEkF5saIZyp83ANdAxwemW+MUWOiU=
            -----END PRIVATE KEY-----
            """;

    @TempDir
    Path folder;

    @Test
    void aKeySurvivesItsFileWhichOnlyItsOwnerReads() throws Exception {
        Path file = folder.resolve("new/signing.pem");

        SigningKey made = SigningKey.create(file);

        SigningKey read = SigningKey.read(file);
        assertThat(read.publicKey()).isEqualTo(made.publicKey());
        assertThat(made.publicKey().verifies(CONTENT, read.sign(CONTENT))).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.list(file.getParent())).containsExactly(file);
        assertThat(SigningKey.create(file).publicKey()).isEqualTo(made.publicKey());
    }

    @Test
    void theFirstOneMakesTheKeyForAll() throws Exception {
        Path file = folder.resolve("signing.pem");
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Callable<SigningKey>> racers = IntStream.range(0, 8)
                    .<Callable<SigningKey>>mapToObj(i -> () -> SigningKey.create(file))
                    .toList();
            assertThat(threads.invokeAll(racers).stream()
                            .map(Future::resultNow)
                            .map(SigningKey::publicKey)
                            .collect(Collectors.toSet()))
                    .hasSize(1);
        }
    }

    @Test
    void aKeyIsCheckedOnceAndAnotherTextIsAnotherKey() throws Exception {
        Path file = folder.resolve("signing.pem");
        SigningKey first = SigningKey.create(file);
        assertThat(SigningKey.read(file)).isSameAs(first);

        Files.writeString(file, OF_OPENSSL);
        SigningKey second = SigningKey.read(file);

        assertThat(second.publicKey().id()).isNotEqualTo(first.publicKey().id());
        assertThat(second.publicKey().verifies(CONTENT, second.sign(CONTENT))).isTrue();
        Files.writeString(file, ON_ANOTHER_CURVE);
        assertThatThrownBy(() -> SigningKey.read(file)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keysOfOpensslAreUnderstood() {
        SigningKey key = SigningKey.parse(OF_OPENSSL);

        assertThat(key.publicKey()).isEqualTo(PublicKey.parse(OF_OPENSSL_PUBLIC));
        assertThat(key.publicKey().id())
                .isEqualTo(Digest.of(key.publicKey().key().getEncoded()).hex());
    }

    @Test
    void aKeyTellsItsPublicHalfOnly() {
        SigningKey key = SigningKey.generate();

        assertThat(key.toString()).isEqualTo("SigningKey[" + key.publicKey().id() + "]");
    }

    @Test
    void halvesOfTwoKeysAreNoKey() throws Exception {
        Path one = folder.resolve("one.pem");
        SigningKey.create(one);
        String secret = Files.readString(one).split("-----BEGIN PUBLIC KEY-----")[0];

        assertThatThrownBy(() -> SigningKey.parse(
                        secret + SigningKey.generate().publicKey().pem()))
                .hasMessage("the private key and the public key are not of one pair");
        assertThatThrownBy(() -> SigningKey.parse(secret)).hasMessageContaining("openssl pkey -in FILE -pubout");
    }

    @Test
    void otherCurvesAreRefused() {
        assertThatThrownBy(() -> SigningKey.parse(ON_ANOTHER_CURVE)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoKeyIsRefusedWithoutBeingRepeated() throws Exception {
        Path file = folder.resolve("signing.pem");
        Files.writeString(file, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n");

        assertThatThrownBy(() -> SigningKey.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageNotContaining("c2VjcmV0");
    }

    @Test
    void trustIsWhatTheFolderHoldsNow() throws Exception {
        PublicKey old = SigningKey.generate().publicKey();
        PublicKey fresh = SigningKey.generate().publicKey();
        TrustedKeys trusted = new TrustedKeys(List.of(folder.resolve("trusted")));
        assertThat(trusted.all()).isEmpty();

        Files.createDirectories(folder.resolve("trusted"));
        Files.writeString(folder.resolve("trusted/old.pem"), old.pem());
        Files.writeString(folder.resolve("trusted/README"), "no key");
        assertThat(trusted.find(old.id())).contains(old);
        assertThat(trusted.find(fresh.id())).isEmpty();

        Files.writeString(folder.resolve("trusted/broken.pem"), "-----BEGIN PUBLIC KEY-----");
        assertThat(trusted.find(old.id())).contains(old);
        assertThatThrownBy(trusted::all).hasMessageStartingWith(folder.resolve("trusted/broken.pem") + ": no PEM");
        Files.delete(folder.resolve("trusted/broken.pem"));

        Files.writeString(folder.resolve("trusted/fresh.pem"), fresh.pem());
        assertThat(trusted.all()).containsOnlyKeys(old.id(), fresh.id());

        Files.delete(folder.resolve("trusted/old.pem"));
        assertThat(trusted.find(old.id())).isEmpty();
    }

    @Test
    void aKeyCountsUntilItsTimeIsOver() throws Exception {
        PublicKey key = SigningKey.generate().publicKey();
        Instant until = Instant.parse("2027-01-01T00:00:00Z");
        Path file = Files.writeString(folder.resolve("key.pem"), "Not-After: " + until + "\n" + key.pem());

        assertThat(trustedAt(file, until.minusSeconds(1)).find(key.id())).contains(key);
        assertThatThrownBy(() -> trustedAt(file, until).find(key.id()))
                .isInstanceOfSatisfying(
                        AttestationException.class,
                        e -> assertThat(e.kind()).isEqualTo(AttestationException.Kind.KEY_EXPIRED))
                .hasMessage("it is signed with the key " + key.id() + ", which expired at " + until);
        assertThat(trustedAt(file, until).find(key.id(), until.minusMillis(1)))
                .as("what came before and is read after")
                .contains(key);
        assertThatThrownBy(() -> trustedAt(file, until.minusSeconds(9)).find(key.id(), until))
                .hasMessageContaining("which expired at " + until);
        Files.writeString(file, "Not-After: next year\n" + key.pem());
        assertThatThrownBy(() -> trustedAt(file, until).all())
                .hasMessage(file + ": 'Not-After: next year' is no time, expected 2027-01-01T00:00:00Z");
        assertThat(trustedAt(file, until).find(key.id())).isEmpty();
    }

    private static TrustedKeys trustedAt(Path file, Instant now) {
        return new TrustedKeys(List.of(file), Clock.fixed(now, ZoneOffset.UTC));
    }
}

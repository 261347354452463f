package dev.imprimatur.publisher.registry;

import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.publisher.approval.TestKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** The keys that publishers under test trust: a folder that a test may change, and leaves as it was. */
public final class TrustFolder {
    private static final Path FOLDER = Path.of("target/test-keys/trusted").toAbsolutePath();

    private TrustFolder() {}

    /** The folder, in which the tests' key is. */
    static String folder() {
        trust(TestKeys.key().publicKey());
        return FOLDER.toString();
    }

    /** Trusts a key, whatever was done with it before. */
    public static void trust(PublicKey key) {
        write(FOLDER, key);
        delete(FOLDER.resolve("retired"), key);
    }

    /** Retires a key. */
    public static void retire(PublicKey key) {
        write(FOLDER.resolve("retired"), key);
        delete(FOLDER, key);
    }

    /** Revokes a key. */
    public static void revoke(PublicKey key) {
        delete(FOLDER, key);
        delete(FOLDER.resolve("retired"), key);
    }

    /** Distrusts a key but for what came before. */
    public static void distrust(PublicKey key, Instant since) {
        write(FOLDER.resolve("retired"), key, "Received-Before: " + since + "\n");
        delete(FOLDER, key);
    }

    /** Lets a key's time be over. */
    public static void end(PublicKey key, Instant at) {
        write(FOLDER, key, "Not-After: " + at + "\n");
    }

    private static void write(Path folder, PublicKey key) {
        write(folder, key, "");
    }

    private static void write(Path folder, PublicKey key, String limit) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(key.id() + ".pem"), limit + key.pem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder, PublicKey key) {
        try {
            Files.deleteIfExists(folder.resolve(key.id() + ".pem"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

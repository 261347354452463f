package dev.imprimatur.cli.key;

import dev.imprimatur.attestation.key.KeyFile;
import dev.imprimatur.attestation.key.PublicKey;
import dev.imprimatur.attestation.key.SigningKey;
import dev.imprimatur.attestation.key.TrustedKeys;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A home's keys: {@code signing.pem} signs, those in {@code trusted/} are believed, and those in
 * {@code trusted/retired/} for what they signed before.
 */
final class KeyFolder {
    private static final FileAttribute<?> READABLE_BY_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    private final Path signing;
    private final Path trusted;
    private final Path retired;

    KeyFolder(Path folder) {
        signing = folder.resolve("signing.pem");
        trusted = folder.resolve("trusted");
        retired = trusted.resolve("retired");
    }

    /** @throws FileNotFoundException if no key was made yet */
    PublicKey signing() throws IOException {
        if (!Files.exists(signing)) {
            throw new FileNotFoundException("there is no " + signing
                    + " yet: it is made at the first ./imprimatur up, or name another folder with --keys");
        }
        return SigningKey.read(signing).publicKey();
    }

    Map<String, PublicKey> trusted() throws IOException {
        return new TrustedKeys(List.of(trusted)).all();
    }

    /** Those of which trust can be taken away, retired ones too, whatever else lies in the folders. */
    Map<String, PublicKey> readable() {
        return new TrustedKeys(List.of(trusted, retired)).readable();
    }

    /** All that the files of a key say. */
    KeyFile file(String id) {
        return new TrustedKeys(List.of(trusted)).file(id).orElseThrow();
    }

    /** The new key is trusted before it signs. */
    PublicKey rotate() throws IOException {
        Path written = signing.resolveSibling("signing.pem.new");
        Files.deleteIfExists(written);
        PublicKey fresh = SigningKey.create(written).publicKey();
        Files.createDirectories(trusted);
        Files.writeString(trusted.resolve(fresh.id().substring(0, 16) + ".pem"), fresh.pem());
        Files.move(written, signing, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return fresh;
    }

    /** Its limits go with it. */
    void retire(String id) throws IOException {
        retire(file(id));
    }

    void distrust(String id) throws IOException {
        remove(id, trusted);
        remove(id, retired);
    }

    void distrust(String id, Instant since) throws IOException {
        retire(file(id).distrusted(since));
    }

    /** It lies among the retired ones before anything is taken away, so that there is no moment without its limits. */
    private void retire(KeyFile key) throws IOException {
        String text = key.text();
        String id = key.key().id();
        Files.createDirectories(retired);
        Path written = Files.createTempFile(retired, ".key", ".new", READABLE_BY_ALL);
        Files.writeString(written, text);
        Path file = retired.resolve(id.substring(0, 16) + ".pem");
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        remove(id, trusted);
        remove(id, retired, file);
    }

    private static void remove(String id, Path folder, Path... but) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile)
                    .filter(file -> !List.of(but).contains(file))
                    .toList()) {
                if (holds(file, id)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** Other files may lie there too: they hold no key. */
    private static boolean holds(Path file, String id) {
        try {
            return PublicKey.parse(Files.readString(file)).id().equals(id);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }
}

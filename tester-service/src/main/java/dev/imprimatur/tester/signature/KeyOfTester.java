package dev.imprimatur.tester.signature;

import dev.imprimatur.attestation.key.SigningKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** The tester's key: from the configuration, from a file, or made at the first start. */
@ApplicationScoped
class KeyOfTester {
    private static final String KEY = "imprimatur.signing.key";
    private static final String FILE = "imprimatur.signing.key-file";

    private static final int NAME_LENGTH = 16;
    private static final FileAttribute<?> READABLE_BY_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    @Inject
    SigningConfig config;

    /**
     * Reads the key, or makes it.
     *
     * @throws IllegalArgumentException if there is none, or it is no key; the message names the configuration's key
     */
    SigningKey load() {
        Optional<String> pem = config.key().filter(text -> !text.isBlank());
        if (pem.isPresent()) {
            return parsed(pem.get());
        }
        Path file = config.keyFile()
                .orElseThrow(() -> new IllegalArgumentException("verdicts are signed, but there is no key: set " + FILE
                        + " to its file (or " + KEY + " to its text); docs/signing.md says how to make one"));
        try {
            SigningKey key = readOrMade(file);
            Optional<Path> trusted = config.trustFolder();
            if (trusted.isPresent()) {
                trust(key, trusted.get());
            }
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE + " is " + file + ", which cannot be used: " + e, e);
        }
    }

    private SigningKey readOrMade(Path file) throws IOException {
        if (!Files.exists(file) && config.trustFolder().isEmpty()) {
            throw new IllegalArgumentException(
                    FILE + " is " + file + ", which does not exist; docs/signing.md says how to make a key");
        }
        return Files.exists(file) ? SigningKey.read(file) : SigningKey.create(file);
    }

    private static SigningKey parsed(String pem) {
        try {
            return SigningKey.parse(pem);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(KEY + ": " + e.getMessage(), e);
        }
    }

    private static void trust(SigningKey key, Path folder) throws IOException {
        Path file = folder.resolve(key.publicKey().id().substring(0, NAME_LENGTH) + ".pem");
        if (!Files.exists(file)) {
            Files.createDirectories(folder);
            Path written = Files.createTempFile(folder, ".key", ".new", READABLE_BY_ALL);
            Files.writeString(written, key.publicKey().pem());
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }
}

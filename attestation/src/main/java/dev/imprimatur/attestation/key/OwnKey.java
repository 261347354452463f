package dev.imprimatur.attestation.key;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The key of a service that signs: from the configuration {@code imprimatur.signing}, from a file, or made at the first
 * start.
 *
 * @param pem the private key as PEM
 * @param keyFile its file instead
 * @param trustFolder a folder of trusted keys: the public half is put there, and a key whose file does not exist yet is
 *     made; without it a missing file is an error
 */
public record OwnKey(Optional<String> pem, Optional<Path> keyFile, Optional<Path> trustFolder) {
    private static final String KEY = "imprimatur.signing.key";
    private static final String FILE = "imprimatur.signing.key-file";

    private static final int NAME_LENGTH = 16;
    private static final FileAttribute<?> READABLE_BY_ALL =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"));

    /**
     * Reads the key, or makes it.
     *
     * @param signs what it signs, for the message that there is none
     * @throws OwnKeyException if there is none, or it is no key; the message names the configuration's key
     */
    public SigningKey load(String signs) {
        try {
            return loaded(signs);
        } catch (IllegalArgumentException e) {
            throw new OwnKeyException(e.getMessage(), e);
        }
    }

    /** Why nothing can be signed now, if so. A key that would be made is not made for that. */
    public Optional<String> trouble(String signs) {
        boolean made = trustFolder.isPresent() && keyFile.filter(Files::exists).isEmpty();
        try {
            if (!made) {
                new OwnKey(pem, keyFile, Optional.empty()).load(signs);
            }
            return Optional.empty();
        } catch (OwnKeyException e) {
            return Optional.of(e.getMessage());
        }
    }

    private SigningKey loaded(String signs) {
        Optional<String> text = pem.filter(each -> !each.isBlank());
        if (text.isPresent()) {
            return parsed(text.get());
        }
        Path file =
                keyFile.orElseThrow(() -> new IllegalArgumentException(signs + " are signed, but there is no key: set "
                        + FILE + " to its file (or " + KEY + " to its text); docs/signing.md says how to make one"));
        try {
            SigningKey key = readOrMade(file);
            if (trustFolder.isPresent()) {
                trust(key, trustFolder.get());
            }
            return key;
        } catch (IOException e) {
            throw new IllegalArgumentException(FILE + " is " + file + ", which cannot be used: " + e, e);
        }
    }

    /**
     * Those who sign likewise: this key, and others that are beside it or in its trust folder, retired ones too.
     *
     * @param signs what they sign
     * @param beside further public keys: files or folders
     * @throws OwnKeyException as when it is loaded
     */
    public TrustedSigners own(String signs, List<Path> beside) {
        return TrustedSigners.own(load(signs).publicKey(), others(beside));
    }

    /**
     * Whether what the key with this id signed is believed by those who verify it now and do not know when it came: it
     * is this key, or one beside it that {@link TrustedKeys#countsForAll counts for all}.
     *
     * @param signs what it signs
     * @param beside further public keys: files or folders
     * @throws OwnKeyException as when it is loaded
     */
    public boolean countsForAll(String signs, List<Path> beside, String id) {
        return load(signs).publicKey().id().equals(id) || others(beside).countsForAll(id);
    }

    private TrustedKeys others(List<Path> beside) {
        return new TrustedKeys(
                Stream.concat(trustFolder.stream(), beside.stream()).toList());
    }

    private SigningKey readOrMade(Path file) throws IOException {
        if (!Files.exists(file) && trustFolder.isEmpty()) {
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

package dev.imprimatur.attestation.key;

import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;

/** The half of a key that signs, with the one that verifies. Its text form shows neither. */
public final class SigningKey {
    private static final String LABEL = "PRIVATE KEY";

    /** The text that was parsed last, as its digest, and its key. */
    private record Parsed(Digest text, SigningKey key) {}

    /**
     * Services read their key for each signature. To check that its halves are of one pair takes longer than to sign.
     */
    private static volatile Parsed last;

    private final PrivateKey secret;
    private final PublicKey publicKey;

    private SigningKey(PrivateKey secret, PublicKey publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    /** A new one. */
    public static SigningKey generate() {
        KeyPair pair = Curve.generate();
        return new SigningKey(pair.getPrivate(), new PublicKey((ECPublicKey) pair.getPublic()));
    }

    /**
     * Reads PEM ({@code BEGIN PRIVATE KEY}, PKCS #8, unencrypted), with the public key in a block behind it or, as
     * OpenSSL writes it, inside.
     *
     * @throws IllegalArgumentException if the text is none, the two halves are not of one key, or it is not of ECDSA on
     *     P-256; the message does not repeat the text
     */
    public static SigningKey parse(String pem) {
        Digest text = Digest.of(pem.getBytes(StandardCharsets.UTF_8));
        Parsed known = last;
        if (known == null || !known.text.equals(text)) {
            known = new Parsed(text, checked(pem));
            last = known;
        }
        return known.key;
    }

    private static SigningKey checked(String pem) {
        byte[] encoded = Pem.decode(LABEL, pem);
        try {
            PrivateKey secret = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            PublicKey publicKey = Pem.holds(PublicKey.LABEL, pem) ? PublicKey.parse(pem) : PublicKey.inside(encoded);
            SigningKey key = new SigningKey(secret, publicKey);
            if (!publicKey.verifies(encoded, key.sign(encoded))) {
                throw new IllegalArgumentException("the private key and the public key are not of one pair");
            }
            return key;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a private key of ECDSA on P-256 in PKCS #8", e);
        }
    }

    /**
     * Reads a key's file.
     *
     * @throws IllegalArgumentException if it holds none
     * @throws IOException if it cannot be read
     */
    public static SigningKey read(Path file) throws IOException {
        try {
            return parse(Files.readString(file));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Writes a new key into this file, which only its owner may read, unless another process was first; then the key is
     * that one's.
     *
     * @throws IOException if it cannot be written
     */
    public static SigningKey create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path written = Files.createTempFile(
                folder,
                ".key",
                ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(written, generate().pem());
            // A link appears with its whole content, and never takes the place of a file.
            Files.createLink(file, written);
        } catch (FileAlreadyExistsException e) {
            return read(file);
        } finally {
            Files.delete(written);
        }
        return read(file);
    }

    /** The half that verifies. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The signature of this content, in ASN.1 DER. */
    public byte[] sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(Curve.ALGORITHM);
            signature.initSign(secret);
            signature.update(content);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    private String pem() {
        return Pem.encode(LABEL, secret.getEncoded()) + publicKey.pem();
    }

    @Override
    public String toString() {
        return "SigningKey[" + publicKey.id() + "]";
    }
}

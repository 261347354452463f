package dev.imprimatur.attestation.key;

import dev.imprimatur.oci.Digest;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The half of a key that verifies.
 *
 * @param key on the curve P-256
 */
public record PublicKey(ECPublicKey key) {
    static final String LABEL = "PUBLIC KEY";

    /** @throws IllegalArgumentException if the key is on another curve */
    public PublicKey {
        Curve.check(key.getParams());
    }

    /**
     * Reads PEM ({@code BEGIN PUBLIC KEY}, X.509 SubjectPublicKeyInfo).
     *
     * @throws IllegalArgumentException if the text is none, or the key is not of ECDSA on P-256
     */
    public static PublicKey parse(String pem) {
        return decode(Pem.decode(LABEL, pem));
    }

    /**
     * The public key that a private key's PKCS #8 encoding holds, as the last of its fields (RFC 5915).
     *
     * @throws IllegalArgumentException if it holds none
     */
    static PublicKey inside(byte[] privateKey) {
        int from = privateKey.length - Curve.POINT;
        byte[] mark = HexFormat.of().parseHex("a144034200");
        if (from < mark.length || !Arrays.equals(privateKey, from - mark.length, from, mark, 0, mark.length)) {
            throw new IllegalArgumentException(
                    "the private key comes without its public key; append it: openssl pkey -in FILE -pubout >> FILE");
        }
        byte[] encoded = Arrays.copyOf(Curve.KEY_PREFIX, Curve.KEY_PREFIX.length + Curve.POINT);
        System.arraycopy(privateKey, from, encoded, Curve.KEY_PREFIX.length, Curve.POINT);
        return decode(encoded);
    }

    private static PublicKey decode(byte[] encoded) {
        try {
            return new PublicKey(
                    (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(encoded)));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a public key of ECDSA on P-256: " + e.getMessage(), e);
        }
    }

    /** What envelopes and bundles call the key: the SHA-256 of its encoding in hex. */
    public String id() {
        return Digest.of(key.getEncoded()).hex();
    }

    /** Whether this key's other half signed the content. */
    public boolean verifies(byte[] content, byte[] signature) {
        try {
            Signature verification = Signature.getInstance(Curve.ALGORITHM);
            verification.initVerify(key);
            verification.update(content);
            return verification.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The key as PEM. */
    public String pem() {
        return Pem.encode(LABEL, key.getEncoded());
    }
}

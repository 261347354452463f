package dev.imprimatur.oci;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code sha256:<64 hex>}, as the OCI image specification defines it.
 *
 * @param value the digest in its text form
 */
public record Digest(@JsonValue String value) {
    private static final Pattern FORM = Pattern.compile("sha256:[a-f0-9]{64}");

    /** @throws IllegalArgumentException if the value is not a sha256 digest */
    @JsonCreator
    public Digest {
        if (value == null || !FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("not a digest: '" + value + "', expected sha256: and 64 hex digits");
        }
    }

    /** The digest of these bytes. */
    public static Digest of(byte[] content) {
        return ofHash(sha256().digest(content));
    }

    /** The digest that a finished {@link MessageDigest} of SHA-256 holds. */
    public static Digest of(MessageDigest finished) {
        return ofHash(finished.digest());
    }

    /** A fresh SHA-256. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static Digest ofHash(byte[] hash) {
        return new Digest("sha256:" + HexFormat.of().formatHex(hash));
    }

    /** The 64 hex digits without the algorithm. */
    public String hex() {
        return value.substring("sha256:".length());
    }

    /** The first twelve hex digits, for people. */
    public String abbreviated() {
        return hex().substring(0, 12);
    }

    @Override
    public String toString() {
        return value;
    }
}

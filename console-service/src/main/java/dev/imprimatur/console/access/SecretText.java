package dev.imprimatur.console.access;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a link or a cookie holds: 32 random bytes in base64url.
 *
 * @param text the secret
 */
record SecretText(String text) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    static SecretText random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new SecretText(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** What a request shows; none if it has another form. */
    static Optional<SecretText> of(String shown) {
        return Optional.ofNullable(shown)
                .filter(text -> FORM.matcher(text).matches())
                .map(SecretText::new);
    }

    /** All that is kept of it. */
    String hash() {
        return hash(text);
    }

    /** Another secret, which follows from this one and shows nothing of it. */
    SecretText derived(String purpose) {
        return new SecretText(hash(purpose + "\n" + text).substring(0, 43));
    }

    /** With 256 bits of chance in it, a plain hash is enough: there is nothing to guess. */
    static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Override
    public String toString() {
        return "***";
    }
}

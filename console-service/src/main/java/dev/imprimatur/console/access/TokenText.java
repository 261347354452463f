package dev.imprimatur.console.access;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A token as its owner has it: {@code imp_} and 32 random bytes in base64url. By its prefix it is found where it got out.
 *
 * @param text the token
 */
record TokenText(String text) {
    private static final String PREFIX = "imp_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if the text has another form; the message does not repeat it */
    TokenText {
        if (text == null || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("expected " + PREFIX + " and 43 letters, digits, - or _");
        }
    }

    static TokenText random() {
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        return new TokenText(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** All that is kept of it. With 256 bits of chance in it, a plain hash is enough: there is nothing to guess. */
    String hash() {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}

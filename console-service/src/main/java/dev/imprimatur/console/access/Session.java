package dev.imprimatur.console.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;

/**
 * A browser that signed in, with the token that it signed in by.
 *
 * @param cookie what it shows
 * @param token whose it is, and what it is good for
 * @param endsAt until when
 */
record Session(SecretText cookie, ApiToken token, Instant endsAt) {

    /** What its forms hold: a page of another origin cannot read it, and it is no cookie. */
    String formKey() {
        return cookie.derived("form").text();
    }

    /** Whether a form comes from a page of this session. */
    boolean sent(String key) {
        return key != null
                && MessageDigest.isEqual(
                        formKey().getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    }
}

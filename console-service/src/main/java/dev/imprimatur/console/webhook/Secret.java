package dev.imprimatur.console.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A shared secret of Standard Webhooks: {@code whsec_} and 24 to 64 bytes in base64.
 *
 * @param text its serialised form
 */
record Secret(String text) {
    private static final String PREFIX = "whsec_";
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException if the text has another form; the message does not repeat it */
    Secret {
        if (text == null || !text.startsWith(PREFIX) || !isLongEnough(text)) {
            throw new IllegalArgumentException("expected whsec_ and the base64 of 24 to 64 bytes");
        }
    }

    static Secret random() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(key));
    }

    /** The signature of one delivery, {@code v1,} and the base64 of HMAC-SHA256 over id, time and body. */
    String sign(String id, Instant at, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key(text), "HmacSHA256"));
            byte[] signed = (id + "." + at.getEpochSecond() + "." + body).getBytes(StandardCharsets.UTF_8);
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static boolean isLongEnough(String text) {
        int length = key(text).length;
        return length >= 24 && length <= 64;
    }

    private static byte[] key(String text) {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}

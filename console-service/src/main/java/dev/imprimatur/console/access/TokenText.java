package dev.imprimatur.console.access;

import java.util.regex.Pattern;

/**
 * A token as its owner has it: {@code imp_} and 32 random bytes in base64url. By its prefix it is found where it got
 * out.
 *
 * @param text the token
 */
record TokenText(String text) {
    private static final String PREFIX = "imp_";
    private static final Pattern FORM = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");

    /** @throws IllegalArgumentException if the text has another form; the message does not repeat it */
    TokenText {
        if (text == null || !FORM.matcher(text).matches()) {
            throw new IllegalArgumentException("expected " + PREFIX + " and 43 letters, digits, - or _");
        }
    }

    static TokenText random() {
        return new TokenText(PREFIX + SecretText.random().text());
    }

    /** All that is kept of it. */
    String hash() {
        return SecretText.hash(text);
    }

    @Override
    public String toString() {
        return PREFIX + "***";
    }
}

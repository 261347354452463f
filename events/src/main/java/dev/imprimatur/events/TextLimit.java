package dev.imprimatur.events;

import java.nio.charset.StandardCharsets;

/**
 * How long a text of a request may be, in bytes of UTF-8. It is copied into events, rows and log lines of every
 * service, so it is looked at where it comes in.
 */
enum TextLimit {
    /** Why, for people; it may have several lines. */
    REASON(2048),
    /** Who asks. */
    PERSON(256),
    /** A tag, a digest, or an image. */
    REFERENCE(512),
    /** Patterns for images, separated by commas. */
    SELECTION(4096);

    private final int bytes;

    TextLimit(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Looks at a text, which may be null.
     *
     * @throws IllegalArgumentException if it is too long, or holds characters that no text has; the message names the
     *     field
     */
    void check(String field, String text) {
        if (text == null) {
            return;
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > bytes) {
            throw new IllegalArgumentException(
                    "field '" + field + "': has " + length + " bytes, and " + bytes + " are the most; shorten it");
        }
        if (text.codePoints().anyMatch(this::isNoText)) {
            throw new IllegalArgumentException("field '" + field + "': holds control characters"
                    + (this == REASON ? " other than line ends and tabs" : ""));
        }
    }

    private boolean isNoText(int character) {
        boolean layout = character == '\n' || character == '\r' || character == '\t';
        return Character.getType(character) == Character.SURROGATE
                || Character.isISOControl(character) && !(layout && this == REASON);
    }
}

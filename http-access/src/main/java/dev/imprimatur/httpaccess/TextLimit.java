package dev.imprimatur.httpaccess;

import java.nio.charset.StandardCharsets;

/**
 * How long a text may be that comes in over HTTP, in bytes of UTF-8. What a request says is copied into events, rows
 * and log lines of every service.
 */
public enum TextLimit {
    /** Why, for people; it may have several lines. */
    REASON(2048),
    /** Who asks. */
    PERSON(256),
    /** A tag, a digest, or an image. */
    REFERENCE(512),
    /** Patterns for images, separated by commas. */
    SELECTION(4096),
    /** An address. */
    ADDRESS(2048);

    private final int bytes;

    TextLimit(int bytes) {
        this.bytes = bytes;
    }

    /**
     * The text as it is.
     *
     * @param field what holds it, for the message
     * @param text may be null
     * @throws IllegalArgumentException if it is too long, or holds characters that no text has; the message begins with
     *     the field
     */
    public String check(String field, String text) {
        if (text == null) {
            return null;
        }
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length > bytes) {
            throw new IllegalArgumentException(
                    field + ": has " + length + " bytes, and " + bytes + " are the most; shorten it");
        }
        if (text.codePoints().anyMatch(this::isNoText)) {
            throw new IllegalArgumentException(
                    field + ": holds control characters" + (this == REASON ? " other than line ends and tabs" : ""));
        }
        return text;
    }

    private boolean isNoText(int character) {
        boolean layout = character == '\n' || character == '\r' || character == '\t';
        return Character.getType(character) == Character.SURROGATE
                || Character.isISOControl(character) && !(layout && this == REASON);
    }
}

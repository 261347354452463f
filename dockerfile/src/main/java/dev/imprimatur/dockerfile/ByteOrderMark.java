package dev.imprimatur.dockerfile;

/**
 * The byte order mark with which some editors begin a file. An engine discards it at the beginning of a Dockerfile
 * alone.
 */
public final class ByteOrderMark {
    private static final String MARK = "\uFEFF";

    private ByteOrderMark() {}

    /** A text without the mark at its beginning. */
    public static String without(String text) {
        return text.startsWith(MARK) ? text.substring(MARK.length()) : text;
    }
}

package dev.imprimatur.logs.excerpt;

/**
 * A log in one piece: every line with its time in front; of one that is too long the beginning and the end, with a line
 * in between that says so.
 *
 * @param content the text in UTF-8, compressed by gzip; the same text always gives the same bytes
 * @param attempts how many attempts it is of; each begins with a line {@code ==> attempt}
 * @param bytes how long the whole text is
 * @param leftOut how much of that is left out
 */
public record Excerpt(byte[] content, int attempts, long bytes, long leftOut) {}

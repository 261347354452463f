package dev.imprimatur.attestation.statement;

/**
 * Until when an image's line is supported, as its catalogue said when the image, or later one that is the same, was
 * tested. The latest statement counts.
 *
 * @param endOfLife the day, ISO-8601: {@code 2027-04-30}
 * @param statedAt when this was said, ISO-8601; null if it was not stated
 */
public record EndOfLife(String endOfLife, String statedAt) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/end-of-life/v1";

    /** The annotation that gives the day to those who look at registries only. */
    public static final String ANNOTATION = "dev.imprimatur.end-of-life";
}

package dev.imprimatur.attestation.statement;

/**
 * Until when an image's line is cared for, as its catalogue said when the image was tested.
 *
 * @param endOfLife the day, ISO-8601: {@code 2027-04-30}
 */
public record EndOfLife(String endOfLife) {
    /** What in-toto statements call it. */
    public static final String TYPE = "https://imprimatur.dev/end-of-life/v1";

    /** The annotation that tells the day to those who look at registries only. */
    public static final String ANNOTATION = "dev.imprimatur.end-of-life";
}

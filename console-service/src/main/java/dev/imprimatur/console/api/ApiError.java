package dev.imprimatur.console.api;

import java.util.Locale;

/**
 * What every request that failed is answered with: the two fields that there always were, and those of RFC 9457.
 *
 * @param error the kind, in kebab case
 * @param message what is wrong and what to do
 * @param type the kind as a URI
 * @param title the kind in words
 * @param status the answer's status
 * @param detail the same as {@code message}
 */
public record ApiError(String error, String message, String type, String title, int status, String detail) {
    /** Its media type. */
    static final String MEDIA_TYPE = "application/problem+json";

    /** An error of this kind. */
    static ApiError of(int status, String error, String message) {
        String words = error.replace('-', ' ');
        String title = words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        return new ApiError(error, message, "urn:imprimatur:problem:" + error, title, status, message);
    }
}

package dev.imprimatur.httpaccess;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the header {@code Authorization} shows.
 *
 * @param text a token or a secret, as it came
 */
public record Bearer(String text) {
    private static final String SCHEME = "bearer ";

    /**
     * What is shown; none if there is none, several, or something else than a bearer's token.
     *
     * @param headers all that the request has, or null
     */
    public static Optional<Bearer> of(List<String> headers) {
        if (headers == null || headers.size() != 1) {
            return Optional.empty();
        }
        String header = headers.getFirst();
        return header.toLowerCase(Locale.ROOT).startsWith(SCHEME)
                ? Optional.of(new Bearer(header.substring(SCHEME.length()).strip()))
                : Optional.empty();
    }

    /** What may be logged. */
    @Override
    public String toString() {
        return "Bearer ***";
    }
}

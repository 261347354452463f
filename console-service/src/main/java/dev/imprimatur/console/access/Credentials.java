package dev.imprimatur.console.access;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the header {@code Authorization} shows. A token anywhere else is none: addresses end up in logs and histories. */
final class Credentials {
    private static final String SCHEME = "bearer ";

    private Credentials() {}

    /** The token that is shown; none if there is none, several, or something else. */
    static Optional<TokenText> token(List<String> headers) {
        if (headers == null || headers.size() != 1) {
            return Optional.empty();
        }
        String header = headers.getFirst();
        if (!header.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TokenText(header.substring(SCHEME.length()).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package dev.imprimatur.console.access;

import dev.imprimatur.httpaccess.Bearer;
import java.util.List;
import java.util.Optional;

/**
 * What the header {@code Authorization} shows. A token anywhere else is none: addresses end up in logs and histories.
 */
final class Credentials {
    private Credentials() {}

    /** The token that is shown; none if there is none, several, or something else. */
    static Optional<TokenText> token(List<String> headers) {
        try {
            return Bearer.of(headers).map(shown -> new TokenText(shown.text()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

package dev.imprimatur.messaging.column;

import java.util.Optional;
import java.util.function.Function;

/** Texts that rows are asked for by, and that may have a form that no row has. */
public final class KnownForm {
    private KnownForm() {}

    /**
     * The value that this text is of; nothing if it has another form.
     *
     * @param parser throws an {@link IllegalArgumentException} if it has
     */
    public static <T> Optional<T> of(String text, Function<String, T> parser) {
        try {
            return Optional.of(parser.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

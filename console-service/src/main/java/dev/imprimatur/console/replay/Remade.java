package dev.imprimatur.console.replay;

import dev.imprimatur.console.api.ApiException;
import java.util.function.Supplier;

/** Rebuilds and rollbacks, of which there is no row for a while when the read model is made again. */
public final class Remade {
    private Remade() {}

    /**
     * What is looked for.
     *
     * @throws ApiException if there is none: for good, or until the read model is made
     */
    public static <T> T found(Supplier<T> required) {
        try {
            return required.get();
        } catch (ApiException e) {
            Replay.open().ifPresent(open -> {
                throw ApiException.notNow("the read model is being made again since " + open.requestedAt
                        + ", what you ask for may come back with it: ask again (" + e.getMessage() + ")");
            });
            // That may have ended in between.
            return required.get();
        }
    }
}

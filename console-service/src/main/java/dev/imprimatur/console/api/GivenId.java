package dev.imprimatur.console.api;

import dev.imprimatur.console.order.NewIds;
import dev.imprimatur.events.RebuildId;
import java.time.Instant;

/** The id of a request: where its asker gave it one, the request can be sent again and stays the same. */
public final class GivenId {
    private GivenId() {}

    /**
     * The id that the asker gave, or a new one of this kind.
     *
     * @throws ApiException if it has not the form of an id
     */
    public static RebuildId or(String given, String kind, Instant now) {
        try {
            return given == null ? NewIds.of(kind, now) : new RebuildId(given);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("id", "expected up to 64 letters, digits, '.', '_' or '-', not '" + given + "'");
        }
    }
}

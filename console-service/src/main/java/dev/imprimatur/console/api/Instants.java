package dev.imprimatur.console.api;

import java.time.Instant;
import java.time.format.DateTimeParseException;

/** Instants that requests name. */
public final class Instants {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    private Instants() {}

    /** Whether a database keeps it. */
    public static boolean isKept(Instant instant) {
        return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
    }

    /**
     * The instant that a text is.
     *
     * @param expected what the text may be, for the message
     * @throws ApiException if it is none, or one that no database keeps
     */
    public static Instant of(String parameter, String text, String expected) {
        try {
            Instant instant = Instant.parse(text);
            if (isKept(instant)) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // It is answered as one that is out of bounds.
        }
        throw ApiException.invalid(parameter, "'" + text + "' is no instant, expected " + expected);
    }
}

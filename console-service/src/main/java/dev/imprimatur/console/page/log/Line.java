package dev.imprimatur.console.page.log;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * A line of a log.
 *
 * @param number its number, counted through all attempts that are shown
 * @param at when it came, or null if that is not shown
 * @param text its text, cut where it is very long
 * @param hit whether it holds what is searched for
 */
public record Line(long number, Instant at, String text, boolean hit) {

    /** Of a text that begins with the time at which it came; one that does not is all text. */
    static Line timed(long number, String text) {
        int blank = text.indexOf(' ');
        try {
            return new Line(
                    number,
                    Instant.parse(blank < 0 ? text : text.substring(0, blank)),
                    text.substring(blank < 0 ? text.length() : blank + 1),
                    false);
        } catch (DateTimeParseException e) {
            return new Line(number, null, text, false);
        }
    }

    /** The same, which may hold what is searched for. */
    Line searched(String wanted) {
        return new Line(
                number,
                at,
                text,
                !wanted.isEmpty() && text.toLowerCase(Locale.ROOT).contains(wanted));
    }

    /** Whether a step begins with it. */
    boolean beginsStep() {
        return text.startsWith("==> ") || text.matches("Step \\d+/\\d+ : .*");
    }
}

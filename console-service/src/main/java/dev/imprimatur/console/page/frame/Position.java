package dev.imprimatur.console.page.frame;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to where the read model had come when something was read from it.
 *
 * @param generation which read model: another one has another number
 * @param seq the sequence number of the last event in it
 */
public record Position(long generation, long seq) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\.(\\d{1,18})");

    /** Reads what {@link #toString} wrote; nothing if it is something else. */
    public static Optional<Position> parse(String text) {
        Matcher matcher = TEXT.matcher(text == null ? "" : text);
        return matcher.matches()
                ? Optional.of(new Position(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return generation + "." + seq;
    }
}

package dev.imprimatur.system.soak;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that must not be.
 *
 * @param invariant what does not hold
 * @param message what is wrong
 * @param shown the entries that show it, the last one last
 */
public record Violation(Invariant invariant, String message, List<Entry> shown) {
    /** One that this entry completes. */
    static Violation of(Invariant invariant, String message, Entry... shown) {
        return new Violation(invariant, message, List.of(shown));
    }

    @Override
    public String toString() {
        return shown.stream()
                .map(entry -> "\n    " + entry)
                .collect(Collectors.joining("", "'" + invariant + "' does not hold: " + message, ""));
    }
}

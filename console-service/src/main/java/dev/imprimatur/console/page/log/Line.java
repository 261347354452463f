package dev.imprimatur.console.page.log;

/**
 * A line of a log.
 *
 * @param number its number, counted through all attempts that are shown
 * @param text its text, cut where it is very long
 * @param hit whether it holds what is searched for
 */
public record Line(long number, String text, boolean hit) {

    /** Whether a step begins with it. */
    boolean beginsStep() {
        return text.startsWith("==> ") || text.matches("Step \\d+/\\d+ : .*");
    }
}

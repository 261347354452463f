package dev.imprimatur.planner.catalog;

/**
 * One mistake in a catalogue.
 *
 * @param file the file, relative to the catalogue
 * @param line its line, counted from 1, or 0 if it is of the file as a whole
 * @param message what is wrong, and what would be right
 */
public record Problem(String file, int line, String message) {
    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + message;
    }
}

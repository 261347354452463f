package dev.imprimatur.planner.catalog;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.net.URI;

/**
 * One mistake in a catalogue.
 *
 * @param file the file, relative to the catalogue
 * @param line its line, counted from 1, or 0 if it is of the file as a whole
 * @param message what is wrong, and what would be right
 * @param away the site of the feed that is away, if that is all that is wrong; or null
 */
public record Problem(
        String file, int line, String message, @JsonIgnore URI away) {
    /** One that stays until it is corrected. */
    public Problem(String file, int line, String message) {
        this(file, line, message, null);
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + message;
    }
}

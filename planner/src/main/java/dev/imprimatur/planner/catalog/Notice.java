package dev.imprimatur.planner.catalog;

import dev.imprimatur.events.ImageKey;

/**
 * Something that the catalogue's maintainers should know; no mistake.
 *
 * @param family which family it is about
 * @param line which line of it, or null for the whole family
 * @param message what
 */
public record Notice(String family, String line, String message) {

    /** Whether it is about this image among others. */
    public boolean concerns(ImageKey image) {
        return image.family().equals(family)
                && (line == null
                        || image.version().equals(line)
                        || image.version().startsWith(line + "."));
    }

    @Override
    public String toString() {
        return family + (line == null ? "" : " " + line) + ": " + message;
    }
}

package dev.imprimatur.console.page.image;

import java.util.List;

/**
 * Which digest each tag of an image named, from when to when.
 *
 * @param moves the newest first
 * @param more whether there may be earlier ones
 * @param trouble why it is not known, or null
 */
public record TagHistory(List<TagMove> moves, boolean more, String trouble) {}

package dev.imprimatur.console.page.fleet;

import java.time.Instant;
import java.util.List;

/**
 * What needs attention.
 *
 * @param causes why images fail, those that are new first
 * @param more how many further causes there are
 * @param moved tags that were moved or deleted outside
 * @param trouble why it is not known which tags were moved, or null
 */
public record Attention(List<Cause> causes, long more, List<Moved> moved, String trouble) {

    /**
     * A tag that was moved or deleted outside.
     *
     * @param reference the tag
     * @param expected what it was published as
     * @param found what it is, or null if it is gone
     * @param seenAt since when
     */
    public record Moved(String reference, String expected, String found, Instant seenAt) {}

    /** Whether there is nothing to do. */
    public boolean none() {
        return causes.isEmpty() && moved.isEmpty();
    }
}

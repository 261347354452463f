package dev.imprimatur.messaging.retention;

import java.time.Instant;

/** Something that is kept for a time. Implementations are application-scoped beans; {@link Retention} finds them. */
public interface Expiring {

    /** What it is, for metrics and logs, in kebab case and the plural. */
    String name();

    /**
     * Removes some of what is too old, as part of the current transaction, which one instance of the service has at a
     * time. A runtime exception rolls that back; the next try is at the next interval.
     *
     * @param now the time from which ages count
     */
    Removed expire(Instant now);

    /**
     * What was removed.
     *
     * @param count how many
     * @param more whether there may be more to remove now
     */
    record Removed(int count, boolean more) {}
}

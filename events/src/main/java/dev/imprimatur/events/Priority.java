package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How urgent a rebuild is; more urgent work is taken first. */
public enum Priority {
    /** Whenever nothing else is to do. */
    BACKGROUND(10),
    /** The regular rebuild. */
    SCHEDULED(20),
    /** A person waits for it. */
    MANUAL(30),
    /** A security fix. */
    SECURITY(40);

    private final int rank;

    Priority(int rank) {
        this.rank = rank;
    }

    /** The larger, the sooner. */
    public int rank() {
        return rank;
    }

    /** @throws IllegalArgumentException if there is no such priority */
    @JsonCreator
    public static Priority parse(String text) {
        for (Priority priority : values()) {
            if (priority.toString().equals(text)) {
                return priority;
            }
        }
        throw new IllegalArgumentException(
                "not a priority: '" + text + "', expected background, scheduled, manual or security");
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

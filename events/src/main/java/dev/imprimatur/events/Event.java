package dev.imprimatur.events;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;

/** Something that happened and that other services learn of. */
public sealed interface Event
        permits RebuildRequested,
                RebuildCancelRequested,
                SignedEvent,
                TestCompleted,
                RollbackRequested,
                RollbackOrdered {

    /** The event's own identity, CloudEvents' {@code id}: the same for every delivery. */
    String eventId();

    /** When it happened, CloudEvents' {@code time}. */
    Instant occurredAt();

    /** The rebuild that it belongs to. */
    RebuildId rebuildId();

    /** What it is about, CloudEvents' {@code subject} and Kafka's record key: events of one key keep their order. */
    @JsonIgnore
    String key();

    /**
     * Looks at what people or foreign programs wrote into it, where it comes in. What is stored already is read as it
     * is.
     *
     * @throws IllegalArgumentException if a text or a time is longer than a request may have it; the message names the
     *     field
     */
    default void checkTexts() {}
}

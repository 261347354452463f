package dev.imprimatur.messaging.event;

import java.time.Instant;

/**
 * Somebody wants images to be built anew. The least that a requester has to say is its type.
 *
 * @param eventId its identity
 * @param occurredAt when it was requested
 * @param rebuildId the rebuild's id; derived from the event's where none is given
 * @param type {@code rebuild-all}, or {@code rebuild-selected} with a selection
 * @param select which images: glob patterns for {@code family/version/variant}, separated by commas
 * @param reason why, for people; part of publish-completed
 * @param priority how urgent
 * @param requestedBy who asked, or null
 */
public record RebuildRequested(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        String type,
        String select,
        String reason,
        Priority priority,
        String requestedBy)
        implements Event {
    /** Rebuild whatever the catalogue plans. */
    public static final String ALL = "rebuild-all";
    /** Rebuild the images that the selection names. */
    public static final String SELECTED = "rebuild-selected";

    /** @throws IllegalArgumentException if the type is unknown, or does not go with the selection */
    public RebuildRequested {
        if (!ALL.equals(type) && !SELECTED.equals(type)) {
            throw new IllegalArgumentException(
                    "field 'type': '" + type + "' is unknown, expected " + ALL + " or " + SELECTED);
        }
        if (SELECTED.equals(type) == (select == null || select.isBlank())) {
            throw new IllegalArgumentException(
                    "field 'select': required for " + SELECTED + ", and for nothing else; it was '" + select + "'");
        }
        rebuildId = rebuildId == null ? RebuildId.ofEvent(eventId) : rebuildId;
        reason = reason == null || reason.isBlank() ? "requested" : reason;
        priority = priority == null ? Priority.MANUAL : priority;
    }

    @Override
    public String key() {
        return rebuildId.value();
    }
}

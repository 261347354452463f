package dev.imprimatur.events;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A request to build images again. The least that a requester has to say is its type.
 *
 * @param eventId its identity
 * @param occurredAt when it was requested
 * @param rebuildId the rebuild's id; derived from the event's where none is given
 * @param type {@code rebuild-all}, {@code rebuild-selected} with a selection, or {@code rebuild-stale}, possibly with
 *     one
 * @param select which images: glob patterns for {@code family/version/variant}, separated by commas
 * @param reason why, for people; part of publish-completed
 * @param priority how urgent
 * @param requestedBy who asked, or null
 * @param allow changes of tags that are refused otherwise
 * @param timeout how long it may take before it is cancelled, 30 days at most, or null
 */
@RecordBuilder
public record RebuildRequested(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        String type,
        String select,
        String reason,
        Priority priority,
        String requestedBy,
        List<Allowance> allow,
        Duration timeout)
        implements Event {
    /** Rebuild whatever the catalogue plans. */
    public static final String ALL = "rebuild-all";
    /** Rebuild the images that the selection names. */
    public static final String SELECTED = "rebuild-selected";
    /** Rebuild what is no longer what the catalogue and its bases would give. */
    public static final String STALE = "rebuild-stale";

    /** The longest time that a rebuild may be given. */
    public static final Duration LONGEST = Duration.ofDays(30);

    private static final Set<String> TYPES = Set.of(ALL, SELECTED, STALE);

    /** @throws IllegalArgumentException if the type is unknown or does not go with the selection, or no time is left */
    public RebuildRequested {
        if (type == null || !TYPES.contains(type)) {
            throw new IllegalArgumentException(
                    "field 'type': '" + type + "' is unknown, expected " + ALL + ", " + SELECTED + " or " + STALE);
        }
        if (select == null ? SELECTED.equals(type) : ALL.equals(type) || select.isBlank()) {
            throw new IllegalArgumentException("field 'select': required for " + SELECTED + ", possible for " + STALE
                    + ", and for nothing else; it was '" + select + "'");
        }
        if (timeout != null && !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "field 'timeout': expected a duration above zero such as PT2H, not " + timeout);
        }
        rebuildId = rebuildId == null ? RebuildId.ofEvent(eventId) : rebuildId;
        reason = reason == null || reason.isBlank() ? "requested" : reason;
        priority = priority == null ? Priority.MANUAL : priority;
        allow = allow == null ? List.of() : allow.stream().distinct().toList();
    }

    @Override
    public void checkTexts() {
        TextLimit.SELECTION.check("select", select);
        TextLimit.REASON.check("reason", reason);
        TextLimit.PERSON.check("requestedBy", requestedBy);
        if (timeout != null && timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("field 'timeout': " + LONGEST + " is the most, not " + timeout);
        }
    }

    @Override
    public String key() {
        return rebuildId.value();
    }
}

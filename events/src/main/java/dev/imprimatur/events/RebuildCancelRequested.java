package dev.imprimatur.events;

import java.time.Instant;

/**
 * A request to end a rebuild: what is queued of it is dropped, what is being built or tested is stopped. An image whose
 * tags are being set is finished.
 *
 * @param eventId its identity
 * @param occurredAt when it was requested
 * @param rebuildId the rebuild
 * @param type {@code rebuild-cancel}, which may be left out
 * @param reason why, for people
 * @param requestedBy who asked, or null
 */
public record RebuildCancelRequested(
        String eventId, Instant occurredAt, RebuildId rebuildId, String type, String reason, String requestedBy)
        implements Event {
    /** The only type. */
    public static final String CANCEL = "rebuild-cancel";

    /** @throws IllegalArgumentException if rebuildId is missing or the type is another one */
    public RebuildCancelRequested {
        if (rebuildId == null) {
            throw new IllegalArgumentException("field 'rebuildId': required, the rebuild that is to be cancelled");
        }
        if (type != null && !CANCEL.equals(type)) {
            throw new IllegalArgumentException("field 'type': '" + type + "' is unknown, expected " + CANCEL);
        }
        type = CANCEL;
        reason = reason == null || reason.isBlank() ? "cancelled" : reason;
    }

    /** The reason for people: why, and by whom. */
    public String why() {
        return requestedBy == null ? reason : reason + " (" + requestedBy + ")";
    }

    @Override
    public void checkTexts() {
        TextLimit.REASON.check("reason", reason);
        TextLimit.PERSON.check("requestedBy", requestedBy);
    }

    @Override
    public String key() {
        return rebuildId.value();
    }
}

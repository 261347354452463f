package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;

/**
 * A request to point the tags of an image to an earlier revision of it again.
 *
 * @param eventId its identity
 * @param occurredAt when it was requested
 * @param rebuildId the rollback's id; derived from the event's where none is given
 * @param reference which image: a tag with or without its registry, a digest, or family/version/variant
 * @param to the revision to go back to: its tag, its number or its digest; null for the approved one before the current
 * @param reason why, for people, or null
 * @param requestedBy who asked, or null
 * @param leaves the digest that the image's tags have, as its asker saw it: where they have another one by then,
 *     nothing is done; null for whichever they have
 */
@RecordBuilder
public record RollbackRequested(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        String reference,
        String to,
        String reason,
        String requestedBy,
        Digest leaves)
        implements Event {

    /** @throws IllegalArgumentException if no image is named */
    public RollbackRequested {
        if (reference == null || reference.isBlank()) {
            throw new IllegalArgumentException(
                    "field 'reference': required, a tag, a digest or family/version/variant of a published image");
        }
        if (to != null && to.isBlank()) {
            throw new IllegalArgumentException("field 'to': expected a revision's tag, number or digest, or no field");
        }
        rebuildId = rebuildId == null ? RebuildId.ofEvent(eventId) : rebuildId;
    }

    @Override
    public void checkTexts() {
        TextLimit.REFERENCE.check("reference", reference);
        TextLimit.REFERENCE.check("to", to);
        TextLimit.REASON.check("reason", reason);
        TextLimit.PERSON.check("requestedBy", requestedBy);
    }

    @Override
    public String key() {
        return rebuildId.value();
    }
}

package dev.imprimatur.messaging.event;

import dev.imprimatur.oci.Digest;
import java.time.Instant;
import java.util.List;

/**
 * The publisher is done with an image: every tag points to the one digest, or none was touched.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rebuild
 * @param candidate the image
 * @param digest what was published, or was refused
 * @param tags every tag with its full reference, pinned ones first; empty after a failure
 * @param reason why the image was rebuilt
 * @param failure why it was not published, or null
 * @param log what the publication did, or null if it never began
 */
public record PublishCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        Digest digest,
        List<PublishedTag> tags,
        String reason,
        FailureReport failure,
        LogReference log)
        implements Event {

    /** @throws IllegalArgumentException if something is missing, or there are neither tags nor a failure */
    public PublishCompleted {
        if (rebuildId == null || candidate == null || digest == null) {
            throw new IllegalArgumentException("publish-completed needs the fields rebuildId, candidate and digest");
        }
        tags = tags == null ? List.of() : List.copyOf(tags);
        if (tags.isEmpty() == (failure == null)) {
            throw new IllegalArgumentException("publish-completed needs either tags or failure");
        }
    }

    /** Whether the image was published. */
    public boolean succeeded() {
        return failure == null;
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}

package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A rollback ended: every tag of the image points to the earlier revision, or none was moved.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rollback's id
 * @param image the image, or null if the reference names none
 * @param digest what its tags point to now, or null after a failure
 * @param revision the number of that revision, or null after a failure
 * @param blocked the digest that was left and is not published again until it is unblocked, or null
 * @param tags every tag's full reference; empty after a failure
 * @param reason why it was requested, or null
 * @param requestedBy who asked, or null
 * @param failure why nothing was rolled back, or null
 * @param envelope what the publisher signs of all of it: a DSSE envelope around an in-toto statement; null from
 *     publishers that signed publications alone
 */
@RecordBuilder
public record RollbackCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        ImageKey image,
        Digest digest,
        Integer revision,
        Digest blocked,
        List<ImageReference> tags,
        String reason,
        String requestedBy,
        FailureReport failure,
        SignedEnvelope envelope)
        implements SignedEvent<RollbackCompleted> {

    /** @throws IllegalArgumentException if there is neither a digest with its tags nor a failure */
    public RollbackCompleted {
        tags = tags == null ? List.of() : List.copyOf(tags);
        boolean done = image != null && digest != null && revision != null && !tags.isEmpty();
        if (rebuildId == null || done == (failure != null)) {
            throw new IllegalArgumentException(
                    "rollback-completed needs rebuildId, and either image, digest, revision and tags, or failure");
        }
    }

    @Override
    public RollbackCompleted signed(SignedEnvelope inEnvelope) {
        return RollbackCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    @Override
    public String key() {
        return image == null ? rebuildId.value() : image.toString();
    }
}

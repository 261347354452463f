package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * The publisher is done with an image: every tag points to the one digest, or none was touched. A rebuild that changed
 * nothing about an image leaves its tags where they are: {@code digest} is the one that was published before then.
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
 * @param revision which revision of the image the digest is; its immutable tags end in {@code -rN}; null after a
 *     failure
 * @param rollback if the tags went back to an earlier revision: who wanted that and why; the rebuild and the candidate
 *     are those of that revision; else null
 * @param change why the image changed and what that changed in it; null if nothing new was published
 * @param unchanged true if the rebuild changed nothing, so that the published digest stayed; else null
 * @param mirrors each further registry, and why it has not got the image yet; empty where there is none
 * @param envelope what the publisher signs of all of it: a DSSE envelope around an in-toto statement; null from
 *     publishers that signed nothing yet
 */
@RecordBuilder
public record PublishCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        Candidate candidate,
        Digest digest,
        List<PublishedTag> tags,
        String reason,
        FailureReport failure,
        LogReference log,
        Integer revision,
        Rollback rollback,
        ImageChange change,
        Boolean unchanged,
        List<Mirror> mirrors,
        SignedEnvelope envelope)
        implements SignedEvent<PublishCompleted> {

    /**
     * Why tags went back.
     *
     * @param rebuildId the rollback's id
     * @param blocked the digest that they left, or null
     * @param reason why, or null
     * @param requestedBy who asked, or null
     * @param place the rollback's place in the one sequence of rebuilds and rollbacks, or null if it has none
     */
    public record Rollback(RebuildId rebuildId, Digest blocked, String reason, String requestedBy, Long place) {}

    /**
     * A further registry that gets what the first one has. One that does not have the image yet gets it later, which
     * {@code mirror-completed} says so.
     *
     * @param registry its host and port
     * @param failure why it has not got the image yet; null if it has, under the same tags
     */
    public record Mirror(String registry, FailureReport failure) {}

    /** @throws IllegalArgumentException if something is missing, or there are neither tags nor a failure */
    public PublishCompleted {
        if (rebuildId == null || candidate == null || digest == null) {
            throw new IllegalArgumentException("publish-completed needs the fields rebuildId, candidate and digest");
        }
        tags = tags == null ? List.of() : List.copyOf(tags);
        mirrors = mirrors == null ? List.of() : List.copyOf(mirrors);
        if (tags.isEmpty() == (failure == null)) {
            throw new IllegalArgumentException("publish-completed needs either tags or failure");
        }
    }

    @Override
    public PublishCompleted signed(SignedEnvelope inEnvelope) {
        return PublishCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    /** Its place in the one sequence of rebuilds and rollbacks, or null if it has none. */
    public Long place() {
        return rollback == null ? candidate.place() : rollback.place();
    }

    /** Whether the rebuild changed nothing, so that what was published before stayed. */
    public boolean changedNothing() {
        return Boolean.TRUE.equals(unchanged);
    }

    /** Whether the image was published, or stayed as it was published before. */
    public boolean succeeded() {
        return failure == null;
    }

    @Override
    public String key() {
        return candidate.image().toString();
    }
}

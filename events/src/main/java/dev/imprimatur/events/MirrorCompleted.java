package dev.imprimatur.events;

import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.List;

/**
 * A further registry caught up: it has what it lacked according to {@code publish-completed}, or what was published
 * before it became one.
 *
 * @param eventId its identity
 * @param occurredAt when
 * @param rebuildId the rebuild that published it; after a rollback the rollback's id
 * @param image the image
 * @param registry the further registry, its host and port
 * @param digest what it has now
 * @param tags those that it names there, with their full references, pinned ones first; a tag that moved on meanwhile
 *     is not among them
 * @param envelope what the publisher signs of all of it: a DSSE envelope around an in-toto statement; null from
 *     publishers that signed publications alone
 */
@RecordBuilder
public record MirrorCompleted(
        String eventId,
        Instant occurredAt,
        RebuildId rebuildId,
        ImageKey image,
        String registry,
        Digest digest,
        List<ImageReference> tags,
        SignedEnvelope envelope)
        implements SignedEvent<MirrorCompleted> {

    /** @throws IllegalArgumentException if something is missing */
    public MirrorCompleted {
        tags = tags == null ? List.of() : List.copyOf(tags);
        if (rebuildId == null || image == null || registry == null || digest == null || tags.isEmpty()) {
            throw new IllegalArgumentException(
                    "mirror-completed needs the fields rebuildId, image, registry, digest and tags");
        }
    }

    @Override
    public MirrorCompleted signed(SignedEnvelope inEnvelope) {
        return MirrorCompletedBuilder.builder(this).envelope(inEnvelope).build();
    }

    @Override
    public String key() {
        return image.toString();
    }
}

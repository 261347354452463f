package dev.imprimatur.publisher.statement;

import dev.imprimatur.attestation.statement.TagStatement;
import dev.imprimatur.attestation.statement.TagStatementBuilder;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.revision.Revision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A publication whose tags were set, as statements report it.
 *
 * @param place its place in the one sequence of rebuilds and rollbacks, or null
 * @param change its number among the changes of tags
 * @param rebuild the rebuild's id, or the rollback's
 * @param image the image of the catalogue
 * @param at when
 */
public record News(Long place, long change, RebuildId rebuild, ImageKey image, Instant at) {

    /** One of this moment. */
    public News(Long place, long change, RebuildId rebuild, ImageKey image) {
        this(place, change, rebuild, image, SharedClock.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /** The image's revision with this digest, if there is one. */
    Optional<Revision> known(Digest digest) {
        return Revision.of(image, digest);
    }

    /** The image's revision with this digest, which its tags name. */
    Revision revision(Digest holder) {
        return known(holder).orElseThrow();
    }

    TagStatement holds(List<String> tags, Revision holder) {
        return statement().revision(holder.number).holds(tags).build();
    }

    TagStatement left(List<String> tags, Digest holder) {
        return statement().left(tags).holder(holder.value()).build();
    }

    private TagStatementBuilder statement() {
        return TagStatementBuilder.builder()
                .place(place)
                .change(change)
                .statedAt(at.toString())
                .rebuild(rebuild.value())
                .image(image.toString());
    }
}

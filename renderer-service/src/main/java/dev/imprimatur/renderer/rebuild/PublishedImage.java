package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.messaging.column.ImageReferenceColumn;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Tag;
import dev.imprimatur.planner.stale.Fingerprint;
import dev.imprimatur.planner.stale.PublishedState;
import dev.imprimatur.planner.stale.StaleReason;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What an image of the catalogue is now: its production reference by digest, and what it was made from. */
@Entity
@Table(name = "published_image")
public class PublishedImage extends PanacheEntityBase {
    @Id
    String image;

    @Convert(converter = ImageReferenceColumn.class)
    ImageReference reference;

    @Convert(converter = Columns.Inputs.class)
    Fingerprint fingerprint;

    /** The place of the rebuild or rollback that made it so, or null if it had none. */
    Long place;

    /**
     * Notes the image's newest reference. What is earlier than what is known changes nothing, though it was signed: it
     * may have been sent again.
     *
     * @param place the place of the rebuild or rollback that made it so; null if that is not known
     */
    static void note(ImageKey key, ImageReference reference, Fingerprint fingerprint, Long place) {
        PublishedImage published = findById(key.toString());
        if (published == null) {
            published = new PublishedImage();
            published.image = key.toString();
        } else if (published.place != null && place != null && place < published.place) {
            return;
        }
        published.reference = reference;
        published.fingerprint = fingerprint;
        published.place = place == null ? published.place : place;
        published.persist();
    }

    /**
     * Notes that the image went back to an earlier reference. What it is made from stays as it was, so that nothing is
     * stale before something changes: a rebuild of the same would bring back what was rolled back.
     */
    static void back(ImageKey key, ImageReference reference, Long place) {
        PublishedImage published = findById(key.toString());
        note(key, reference, published == null ? null : published.fingerprint, place);
    }

    /** What an image with these inputs is made from that is another than what it is now. */
    public static List<StaleReason> changesOf(ImageKey key, Fingerprint inputs) {
        PublishedImage published = findById(key.toString());
        if (published == null) {
            return List.of(new StaleReason(StaleReason.Kind.NEVER_BUILT, null));
        }
        return published.fingerprint == null
                ? List.of(new StaleReason(StaleReason.Kind.INPUTS_UNKNOWN, null))
                : inputs.differences(published.fingerprint);
    }

    /** The image's newest reference by digest. */
    public static Optional<ImageReference> reference(ImageKey key) {
        return PublishedImage.<PublishedImage>findByIdOptional(key.toString()).map(published -> published.reference);
    }

    /** All images that were ever published, with the tags that they have now. */
    public static PublishedState state() {
        Map<ImageKey, Set<Tag>> tags = TagHolder.byImage();
        Map<ImageKey, PublishedState.Image> images = new HashMap<>();
        PublishedImage.<PublishedImage>streamAll().forEach(published -> {
            ImageKey key = ImageKey.parse(published.image);
            images.put(
                    key,
                    new PublishedState.Image(
                            published.reference.digest(), published.fingerprint, tags.getOrDefault(key, Set.of())));
        });
        return new PublishedState(images);
    }
}

package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.event.ImageKey;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What an image of the catalogue is now: its production reference by digest. */
@Entity
@Table(name = "published_image")
public class PublishedImage extends PanacheEntityBase {
    @Id
    String image;

    String reference;

    /** Notes the image's newest reference. */
    static void note(ImageKey key, ImageReference reference) {
        PublishedImage published = findById(key.toString());
        if (published == null) {
            published = new PublishedImage();
            published.image = key.toString();
            published.reference = reference.toString();
            published.persist();
        } else {
            published.reference = reference.toString();
        }
    }

    /** The image's newest reference by digest. */
    public static Optional<ImageReference> reference(ImageKey key) {
        return PublishedImage.<PublishedImage>findByIdOptional(key.toString())
                .map(published -> ImageReference.parse(published.reference));
    }

    /** All images that were ever published. */
    public static Set<ImageKey> keys() {
        return PublishedImage.<PublishedImage>streamAll()
                .map(published -> ImageKey.parse(published.image))
                .collect(Collectors.toSet());
    }
}

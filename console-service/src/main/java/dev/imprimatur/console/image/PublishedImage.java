package dev.imprimatur.console.image;

import dev.imprimatur.events.Verdict;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.hibernate.annotations.Immutable;

/** An image as it was last published, with the tags that it still has: a view over the image's runs. */
@Entity
@Immutable
@Table(name = "published_image")
public class PublishedImage extends PanacheEntityBase {
    @Id
    public String image;

    public String family;
    public String version;
    public String variant;
    public String digest;

    @Column(name = "image_id")
    public String imageId;

    @Enumerated(EnumType.STRING)
    public Verdict verdict;

    public String reason;

    @Column(name = "rebuild_id")
    public String rebuildId;

    @Column(name = "published_at")
    public Instant publishedAt;

    @Column(columnDefinition = "text[]")
    public String[] tags;

    /** Every published image. */
    public static List<PublishedImage> all() {
        return listAll();
    }
}

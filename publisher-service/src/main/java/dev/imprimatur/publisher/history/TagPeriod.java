package dev.imprimatur.publisher.history;

import dev.imprimatur.oci.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** A time during which a tag pointed to one digest. Kept for ever. */
@Entity
@Table(name = "tag_history")
public class TagPeriod extends PanacheEntityBase {
    /** The number of the row. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The tag's full reference. */
    public String reference;

    /** Its repository's name in the registry. */
    public String repository;

    /** What it pointed to. */
    public String digest;

    /** The image of the catalogue that held it. */
    public String image;

    /** The rebuild that made the digest. */
    @Column(name = "rebuild_id")
    public String rebuildId;

    /** Why the tag was moved, or null. */
    public String reason;

    /** When the tag began to point to the digest. */
    public Instant since;

    /** When the tag began to point elsewhere, or null if it still points there. */
    public Instant until;

    /** Notes, as part of the current transaction, that a tag points to another digest from now on. */
    public static void begin(
            ImageReference tag, String digest, String image, String rebuildId, String reason, Instant now) {
        end(tag, now);
        TagPeriod period = new TagPeriod();
        period.reference = tag.toString();
        period.repository = tag.repository().path();
        period.digest = digest;
        period.image = image;
        period.rebuildId = rebuildId;
        period.reason = reason;
        period.since = now;
        period.persist();
    }

    /** The periods of these tags that are over, oldest first. */
    public static List<TagPeriod> endedOf(List<ImageReference> tags) {
        return list(
                "reference in ?1 and until is not null order by id",
                tags.stream().map(ImageReference::toString).toList());
    }

    /** Notes, as part of the current transaction, that a tag is gone. */
    public static void end(ImageReference tag, Instant now) {
        update("until = ?1 where reference = ?2 and until is null", now, tag.toString());
    }
}

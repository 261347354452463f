package dev.imprimatur.publisher.history;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.column.RepositoryColumn;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
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
    @Convert(converter = RepositoryColumn.class)
    public Repository repository;

    /** What it pointed to. */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** The image of the catalogue that held it. */
    public String image;

    /** The rebuild that made the digest. */
    @Column(name = "rebuild_id")
    @Convert(converter = RebuildIdColumn.class)
    public RebuildId rebuildId;

    /** Why the tag was moved, or null. */
    public String reason;

    /** When the tag began to point to the digest. */
    public Instant since;

    /** When the tag began to point elsewhere, or null if it still points there. */
    public Instant until;

    /** Notes, as part of the current transaction, that a tag points to another digest from now on. */
    public static void begin(
            ImageReference tag, Digest digest, ImageKey image, RebuildId rebuildId, String reason, Instant now) {
        end(tag, now);
        TagPeriod period = new TagPeriod();
        period.reference = tag.toString();
        period.repository = tag.repository();
        period.digest = digest;
        period.image = image.toString();
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

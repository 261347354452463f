package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.column.RepositoryColumn;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Repository;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A published tag, as it was read back from the registry. */
@Entity
@Table(name = "tag")
public class HeldTag extends PanacheEntityBase {
    /** Its full reference. */
    @Id
    public String reference;

    /** Its repository's name in the registry. */
    @Convert(converter = RepositoryColumn.class)
    public Repository repository;

    /** What it points to. */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** The image of the catalogue that holds it. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** What it is to that image. */
    @Enumerated(EnumType.STRING)
    public TagRole role;

    /** The rebuild that set it last. */
    @Column(name = "rebuild_id")
    @Convert(converter = RebuildIdColumn.class)
    public RebuildId rebuildId;

    /** The place in the sequence of all that the publication has that set it last, or null. */
    @Column(name = "place")
    public Long place;

    /** The place of that publication among those that came here. */
    public long sequence;

    /** Since when it points to this digest. */
    public Instant since;

    /** The tag of this image that was set last, other than those of revisions. */
    public static Optional<HeldTag> newest(ImageKey image) {
        return find("image = ?1 and role <> REVISION order by coalesce(place, 0) desc, sequence desc", image)
                .firstResultOptional();
    }

    /** The known ones of these references, sorted. */
    static List<HeldTag> of(List<String> references) {
        return list("reference in ?1 order by reference", references);
    }

    /** Where the publication that set it last is in the order of truth. */
    public Place order() {
        return new Place(place, sequence);
    }

    /**
     * Whether it outlasts a publication of this image at this place: it was set by a later one, or by a higher version
     * of the same rebuild.
     */
    public boolean outlasts(ImageKey other, Place place) {
        return order().isAfter(place)
                || order().isShared(place)
                        && ImageVersion.of(image.version()).isHigherThan(ImageVersion.of(other.version()));
    }

    /** A tag as it was found in the registry, where it names this image; the database does not know that. */
    static HeldTag found(ImageReference reference, ImageKey image) {
        HeldTag tag = new HeldTag();
        tag.reference = reference.toString();
        tag.image = image;
        tag.role = TagRole.ALIAS;
        return tag;
    }
}

package dev.imprimatur.publisher.revision;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.JsonText;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Tag;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A digest of an image that was published, or began to be. */
@Entity
public class Revision extends PanacheEntityBase {
    /** Its number among those of all images. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The image of the catalogue. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** Its number among those of its image, from 1; no other digest ever gets it. */
    public int number;

    /** The digest that has the number. */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** The verdict that let it pass, as JSON. */
    @Column(updatable = false)
    public String tested;

    /** Whether its number is reserved or its digest published. */
    @Enumerated(EnumType.STRING)
    public State state;

    /** When its number was given. */
    @Column(name = "reserved_at")
    public Instant reservedAt;

    /** When its tags were first read back, or null. */
    @Column(name = "published_at")
    public Instant publishedAt;

    /** When its immutable tags were removed, or null. */
    @Column(name = "retired_at")
    public Instant retiredAt;

    /** Until when its line is supported, if that was signed again while the image was retained; or null. */
    @Column(name = "restated_end_of_life")
    public LocalDate restatedEndOfLife;

    /** The id of the key that signed last which tags it has; null if none did, or a release that did not note it. */
    @Column(name = "stated_key")
    public String statedKey;

    /** How far a revision is. */
    public enum State {
        /** Its number is given; it was not published, or not yet. */
        RESERVED,
        /** It was published. */
        PUBLISHED,
        /** It was published; its immutable tags are removed. */
        RETIRED
    }

    /** A number for a digest, which this verdict approves. */
    public static Revision reserved(TestCompleted tested, Digest digest, int number) {
        Revision revision = new Revision();
        revision.image = tested.candidate().image();
        revision.number = number;
        revision.digest = digest;
        revision.tested = JsonText.of(tested);
        revision.state = State.RESERVED;
        revision.reservedAt = SharedClock.now();
        return revision;
    }

    /** The highest number of an image's revisions, if it has any. */
    static Optional<Integer> highest(ImageKey image) {
        return find("select max(number) from Revision where image = ?1", image)
                .project(Integer.class)
                .singleResultOptional();
    }

    /** The number of this image's revision with this digest. */
    public static Optional<Integer> number(ImageKey image, Digest digest) {
        return find("select number from Revision where image = ?1 and digest = ?2", image, digest)
                .project(Integer.class)
                .singleResultOptional();
    }

    /** The published revisions of an image below this number, newest first. */
    public static List<Revision> published(ImageKey image, int below) {
        return list("image = ?1 and state = ?2 and number < ?3 order by number desc", image, State.PUBLISHED, below);
    }

    /** The revision of this image with this number. */
    public static Optional<Revision> of(ImageKey image, int number) {
        return find("image = ?1 and number = ?2", image, number).firstResultOptional();
    }

    /** The revision of this image with this digest. */
    public static Optional<Revision> of(ImageKey image, Digest digest) {
        return find("image = ?1 and digest = ?2", image, digest).firstResultOptional();
    }

    /** The immutable tag of the revision of this number, beside a pinned tag. */
    public static Tag tag(Tag pinned, int number) {
        return pinned.repository().tag(pinned.name() + "-r" + number);
    }

    /** The newest revision of each of these images that was published. */
    public static List<Revision> newest(Set<ImageKey> images) {
        return list(
                "from Revision revision where revision.image in ?1 and revision.number = (select max(other.number)"
                        + " from Revision other where other.image = revision.image and other.publishedAt is not null)",
                images);
    }

    /** Until when its line is supported, as it was signed last, or null. */
    public LocalDate endOfLife() {
        return restatedEndOfLife == null ? tested().candidate().endOfLife() : restatedEndOfLife;
    }

    /** The verdict that let it pass. */
    public TestCompleted tested() {
        return JsonText.read(tested, TestCompleted.class);
    }
}

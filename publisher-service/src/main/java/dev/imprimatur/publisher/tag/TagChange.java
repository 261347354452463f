package dev.imprimatur.publisher.tag;

import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;

/** An entry of the journal: one tag that a publication moves. */
@Entity
@Table(name = "tag_change")
public class TagChange extends PanacheEntityBase {
    /** The number of the row. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** The publication that moves it. */
    @Column(name = "publication_id")
    public String publicationId;

    /** What the tag is to its image. */
    @Enumerated(EnumType.STRING)
    public TagRole role;

    /** Its place among the tags of its publication: immutable tags, pinned ones, then aliases. */
    public int position;

    /** The tag's full reference. */
    public String reference;

    /** What it pointed to before this publication touched it, or null if it is new. */
    @Column(name = "from_digest")
    @Convert(converter = DigestColumn.class)
    public Digest fromDigest;

    /** What it is to point to. */
    @Column(name = "to_digest")
    @Convert(converter = DigestColumn.class)
    public Digest toDigest;

    /** How far the change is. */
    @Enumerated(EnumType.STRING)
    public State state;

    /** How far a change is. */
    public enum State {
        /** About to be made, or made and not yet noted. */
        PLANNED,
        /** Made and read back. */
        APPLIED,
        /** Taken back. */
        RESTORED
    }

    /** A change that is about to be made, the one at this position among those of its publication. */
    public static TagChange planned(
            String publicationId, int position, TagRole role, ImageReference reference, Digest from, Digest to) {
        TagChange change = new TagChange();
        change.publicationId = publicationId;
        change.role = role;
        change.position = position;
        change.reference = reference.toString();
        change.fromDigest = from;
        change.toDigest = to;
        change.state = State.PLANNED;
        return change;
    }

    static List<TagChange> of(String publicationId) {
        return list("publicationId = ?1 order by position", publicationId);
    }

    /** The digest that the tag had before, or null if it is new. */
    public Digest from() {
        return fromDigest;
    }

    /** The digest that it gets. */
    public Digest to() {
        return toDigest;
    }

    /** What the tag is to its image. */
    public TagRole role() {
        return role;
    }

    /** The tag's full reference. */
    public ImageReference reference() {
        return ImageReference.parse(reference);
    }

    /** Whether the tag named something else before. */
    public boolean moves() {
        return !toDigest.equals(fromDigest);
    }
}

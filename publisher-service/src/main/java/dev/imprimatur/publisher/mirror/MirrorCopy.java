package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Registry;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;

/** What a publication is to bring into one mirror. */
@Entity
@Table(name = "mirror_copy")
public class MirrorCopy extends PanacheEntityBase {
    /** The registry and the publication, {@code host publication}. */
    @Id
    public String id;

    /** The mirror's host. */
    public String registry;

    /** The publication. */
    @Column(name = "publication_id")
    public String publicationId;

    /** The image of the catalogue. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /** Whether the copy waits, is done or is not needed. */
    @Enumerated(EnumType.STRING)
    public State state;

    /** How often it was tried. */
    public int attempts;

    /** Why the last try failed, or why there will be none; or null. */
    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    /** When it was to be there. */
    @Column(name = "noted_at")
    public Instant notedAt;

    /** When that ended, or null. */
    @Column(name = "finished_at")
    public Instant finishedAt;

    /** How far a copy is. */
    public enum State {
        /** Being tried. */
        WAITING,
        /** Every tag was read back. */
        DONE,
        /**
         * There is nothing to copy any more: all of its tags moved on, or the digest was blocked or is not approved any
         * more.
         */
        SUPERSEDED
    }

    static MirrorCopy waiting(Registry mirror, String publicationId, ImageKey image) {
        MirrorCopy copy = new MirrorCopy();
        copy.id = id(mirror, publicationId);
        copy.registry = mirror.host();
        copy.publicationId = publicationId;
        copy.image = image;
        copy.state = State.WAITING;
        copy.notedAt = SharedClock.now();
        return copy;
    }

    static String id(Registry mirror, String publicationId) {
        return mirror.host() + " " + publicationId;
    }

    static List<MirrorCopy> of(String publicationId) {
        return list("publicationId = ?1 order by registry", publicationId);
    }

    /** What this mirror lacks, the oldest first. */
    static PanacheQuery<MirrorCopy> waiting(Registry mirror) {
        return find("registry = ?1 and state = WAITING order by notedAt, id", mirror.host());
    }

    /** Whether the mirror has not got it yet. */
    public boolean waits() {
        return state == State.WAITING;
    }

    /** It is tried again like a new one. */
    void askAgain() {
        state = State.WAITING;
        attempts = 0;
        failure = null;
        notedAt = SharedClock.now();
        finishedAt = null;
    }

    void end(State how, FailureReport why) {
        state = how;
        finishedAt = SharedClock.now();
        fail(why);
    }

    void fail(FailureReport why) {
        failure = why;
    }
}

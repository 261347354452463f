package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.time.SharedClock;
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

/** One try at a publication. It is noted when it begins, so that one that dies counts as well. */
@Entity
@Table(name = "publication_attempt")
public class PublicationAttempt extends PanacheEntityBase {
    /** Its number among all. */
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** What was tried. */
    @Column(name = "publication_id")
    public String publicationId;

    /** Its number among those of its publication, from 1. */
    public int number;

    /** When it was taken from the queue. */
    @Column(name = "started_at")
    public Instant startedAt;

    /** When it ended, or null. */
    @Column(name = "finished_at")
    public Instant finishedAt;

    /** Why it failed, or null. */
    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    /**
     * Whether it counts for nothing, since a sick place, another publication, the publisher's database or its stop
     * ended it.
     */
    public boolean free;

    static List<PublicationAttempt> of(String publicationId) {
        return list("publicationId = ?1 order by number", publicationId);
    }

    static PublicationAttempt of(String publicationId, int number) {
        return find("publicationId = ?1 and number = ?2", publicationId, number).firstResult();
    }

    /** Whether one of a publication goes on, or never ended. */
    static boolean isOpen(String publicationId) {
        return count("publicationId = ?1 and finishedAt is null", publicationId) > 0;
    }

    static PublicationAttempt begun(String publicationId, int number) {
        PublicationAttempt attempt = new PublicationAttempt();
        attempt.publicationId = publicationId;
        attempt.number = number;
        attempt.startedAt = SharedClock.now();
        return attempt;
    }

    boolean succeeded() {
        return finishedAt != null && failure == null;
    }

    void end(FailureReport why) {
        finishedAt = SharedClock.now();
        failure = why;
    }

    /** Ends it as one that counts for nothing. */
    void handBack(FailureReport why) {
        end(why);
        free = true;
    }
}

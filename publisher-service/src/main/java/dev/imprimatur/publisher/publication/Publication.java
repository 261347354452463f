package dev.imprimatur.publisher.publication;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.messaging.event.EventJson;
import dev.imprimatur.messaging.event.FailureReport;
import dev.imprimatur.messaging.event.TestCompleted;
import dev.imprimatur.messaging.event.Verdict;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;

/** One image of one rebuild on its way to its tags. */
@Entity
public class Publication extends PanacheEntityBase {
    /** The rebuild and the image, {@code rebuild/family/version/variant}. */
    @Id
    public String id;

    /** Its place in the order in which verdicts came; the database gives it. */
    @Column(insertable = false, updatable = false)
    public Long sequence;

    /** The rebuild. */
    @Column(name = "rebuild_id")
    public String rebuildId;

    /** The image of the catalogue. */
    public String image;

    /** The digest to publish. */
    public String digest;

    /** The event that asked for it, as JSON. */
    public String event;

    /** How far it is. */
    @Enumerated(EnumType.STRING)
    public State state;

    /** Why it was not published, as JSON, or null. */
    public String failure;

    /** When the verdict came. */
    @Column(name = "received_at")
    public Instant receivedAt;

    /** When it ended, or null. */
    @Column(name = "finished_at")
    public Instant finishedAt;

    /** How far a publication is. */
    public enum State {
        /** Being tried. */
        OPEN,
        /** Given up; the tags that were moved are being moved back. */
        RESTORING,
        /** Every tag was read back. */
        PUBLISHED,
        /** No tag was touched, or those that were have been moved back. */
        FAILED,
        /** The tester rejected it: there is nothing to publish. */
        REJECTED
    }

    /** What the tester's verdict asks for. */
    static Publication of(TestCompleted event) {
        Publication publication = new Publication();
        publication.id = id(event);
        publication.rebuildId = event.rebuildId().value();
        publication.image = event.candidate().image().toString();
        publication.digest = event.staged().digest().value();
        publication.event = json(event);
        publication.receivedAt = Instant.now();
        boolean approved = event.verdict() == Verdict.APPROVED;
        publication.state = approved ? State.OPEN : State.REJECTED;
        publication.finishedAt = approved ? null : publication.receivedAt;
        publication.failure = approved ? null : json(event.failure());
        return publication;
    }

    static String id(TestCompleted event) {
        return event.rebuildId() + "/" + event.candidate().image();
    }

    /** The event that asked for it. */
    TestCompleted tested() {
        return read(event, TestCompleted.class);
    }

    /** Why it was not published, or null. */
    FailureReport failure() {
        return failure == null ? null : read(failure, FailureReport.class);
    }

    boolean finished() {
        return state != State.OPEN && state != State.RESTORING;
    }

    static String json(Object value) {
        try {
            return EventJson.MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static <T> T read(String json, Class<T> type) {
        try {
            return EventJson.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the publisher's database holds what it did not write: " + e.getMessage(), e);
        }
    }
}

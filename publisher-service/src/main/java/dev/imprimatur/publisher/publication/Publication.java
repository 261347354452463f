package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.LogId;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackCompletedBuilder;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.column.DigestColumn;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.messaging.column.ImageKeyColumn;
import dev.imprimatur.messaging.column.JsonText;
import dev.imprimatur.messaging.column.RebuildIdColumn;
import dev.imprimatur.messaging.time.SharedClock;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.tag.Place;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** One image of one rebuild on its way to its tags. */
@Entity
public class Publication extends PanacheEntityBase {
    /** The end of an announcement's id, after that of its publication. */
    static final String ANNOUNCED = "/published";

    private static final String BESIDE_ROLLBACK = "/tested";

    /** The rebuild and the image, {@code rebuild/family/version/variant}. */
    @Id
    public String id;

    /** Its place in the order in which verdicts came; the database gives it. */
    @Column(insertable = false, updatable = false)
    public Long sequence;

    /** The place of the rebuild or rollback in the one sequence of all, or null. */
    public Long place;

    /** The identity of the rebuild, or of the rollback. */
    @Column(name = "rebuild_id")
    @Convert(converter = RebuildIdColumn.class)
    public RebuildId rebuildId;

    /** The image of the catalogue. */
    @Convert(converter = ImageKeyColumn.class)
    public ImageKey image;

    /**
     * The digest to publish; once published, the one that the tags name, which differs if the rebuild changed nothing.
     */
    @Convert(converter = DigestColumn.class)
    public Digest digest;

    /** The event that asked for it, as JSON. Not written again with each step: it may be large. */
    @Column(updatable = false)
    public String event;

    /** Which step it is at, or how it ended. */
    @Enumerated(EnumType.STRING)
    public State state;

    /** Why it was not published, or null. */
    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    /** The request to roll back that it serves, as JSON, or null. */
    @Column(updatable = false)
    public String rollback;

    /** The digest that a rollback's tags leave, or null. */
    @Convert(converter = DigestColumn.class)
    public Digest leaves;

    /**
     * What was signed of its tags, as JSON; null before they were set, and for one of a release that signed nothing.
     */
    public String statements;

    /** What it waits for, a sick place or one that another publication holds, or null. */
    @Column(name = "waiting_for")
    public String waitingFor;

    /** When the verdict, or the request to roll back, came. */
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
        /** Every tag was read back; mirrors have their turn, then it is announced. */
        TAGGED,
        /** It was announced. */
        PUBLISHED,
        /** No tag was touched, or those that were have been moved back. */
        FAILED,
        /** The tester rejected it: there is nothing to publish. */
        REJECTED
    }

    /** The publication that a verdict asks for. Where a rollback was given the same id, it gets another one. */
    public static Publication of(TestCompleted event) {
        Publication publication = new Publication();
        publication.id = isRollback(id(event)) ? id(event) + BESIDE_ROLLBACK : id(event);
        publication.rebuildId = event.rebuildId();
        publication.image = event.candidate().image();
        publication.digest = event.staged().digest();
        publication.place = event.candidate().place();
        publication.event = JsonText.of(event);
        publication.receivedAt = SharedClock.now();
        boolean approved = event.verdict() == Verdict.APPROVED;
        publication.state = approved ? State.OPEN : State.REJECTED;
        publication.finishedAt = approved ? null : publication.receivedAt;
        publication.failure = approved ? null : event.failure();
        return publication;
    }

    /**
     * The publication that a rollback asks for: the tags of an image go back to what this verdict approved.
     *
     * @param place its place, or null for one from before places were given
     */
    public static Publication of(RollbackRequested event, Long place, TestCompleted target, Digest leaves) {
        Publication publication = new Publication();
        publication.place = place;
        publication.id = event.rebuildId() + "/" + target.candidate().image();
        publication.rebuildId = event.rebuildId();
        publication.image = target.candidate().image();
        publication.digest = target.staged().digest();
        publication.event = JsonText.of(target);
        publication.receivedAt = SharedClock.now();
        publication.state = State.OPEN;
        publication.rollback = JsonText.of(event);
        publication.leaves = leaves;
        return publication;
    }

    /** What is announced of a rollback that begins nothing. */
    public static RollbackCompleted refused(RollbackRequested event, FailureReport why) {
        return RollbackCompletedBuilder.builder()
                .eventId(event.rebuildId() + "/rolled-back")
                .occurredAt(SharedClock.now().truncatedTo(ChronoUnit.MILLIS))
                .rebuildId(event.rebuildId())
                .reason(event.reason())
                .requestedBy(event.requestedBy())
                .failure(why)
                .build();
    }

    /**
     * The id of the publication that this announces the end of. Only a signed announcement can tell a rebuild from a
     * rollback of the same id.
     */
    public static String id(PublishCompleted announced) {
        PublishCompleted.Rollback rollback = announced.rollback();
        String id = (rollback == null ? announced.rebuildId() : rollback.rebuildId()) + "/"
                + announced.candidate().image();
        return announced.envelope() != null && announced.eventId().equals(id + BESIDE_ROLLBACK + ANNOUNCED)
                ? id + BESIDE_ROLLBACK
                : id;
    }

    /** The identity of what this verdict asks for, unless a rollback has it. */
    public static String id(TestCompleted event) {
        return event.rebuildId() + "/" + event.candidate().image();
    }

    /** Whether a verdict on this image of this rebuild came before. */
    static boolean isBegun(TestCompleted event) {
        return count("id in ?1 and rollback is null", List.of(id(event), id(event) + BESIDE_ROLLBACK)) > 0;
    }

    /** Where it is in the order of truth. */
    public Place order() {
        return new Place(place, sequence);
    }

    /** The log of its attempts. */
    LogId log() {
        return LogId.of(LogId.Keeper.PUBLISHER, id);
    }

    /** What asks for it. */
    Request request() {
        TestCompleted tested = tested();
        return rollback == null
                ? new Request.ByVerdict(tested)
                : new Request.ByRollback(tested, JsonText.read(rollback, RollbackRequested.class), leaves, place);
    }

    /** The verdict on what is to be published, as it was kept. */
    TestCompleted tested() {
        return JsonText.read(event, TestCompleted.class);
    }

    /** Whether a rollback with this id was begun, of whatever image. */
    public static boolean isRollback(RebuildId id) {
        return count("rebuildId = ?1 and rollback is not null", id) > 0;
    }

    /** Whether the publication of this identity is a rollback's. */
    private static boolean isRollback(String id) {
        return count("id = ?1 and rollback is not null", id) > 0;
    }

    /** Whether it ended with the digest that was published before, since what was tested is the same. */
    boolean changedNothing() {
        return state == State.PUBLISHED && !digest.equals(tested().staged().digest());
    }

    /** Notes how it ended, and when. */
    public void finish(State end, Instant when) {
        state = end;
        finishedAt = when;
    }

    /** Notes why it is not published. */
    public void fail(FailureReport why) {
        failure = why;
    }

    /** Whether nothing is left to do. */
    public boolean finished() {
        return state != State.OPEN && state != State.RESTORING && state != State.TAGGED;
    }
}

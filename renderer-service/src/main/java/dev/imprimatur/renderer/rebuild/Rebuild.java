package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.column.FailureColumn;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A rebuild. Every change of it or of one of its images locks its row first, so that its events keep their order. */
@Entity
@Table(name = "rebuild")
public class Rebuild extends PanacheEntityBase {
    @Id
    String id;

    @Convert(converter = Columns.Request.class)
    RebuildRequested request;

    @Enumerated(EnumType.STRING)
    State state = State.REQUESTED;

    int attempts;

    /** The sick place that its plan waits for, or null. */
    @Column(name = "waiting_for")
    String waitingFor;

    @Column(name = "requested_at")
    Instant requestedAt;

    /** When the request was taken, by the database's clock, which is one for all: the requester's may be wrong. */
    @Column(name = "received_at", insertable = false, updatable = false)
    Instant receivedAt;

    @Column(name = "completed_at")
    Instant completedAt;

    /** Its place among rebuilds and rollbacks; the database gives it when the request is taken. */
    @Column(insertable = false, updatable = false)
    Long place;

    /** Which families were left out of its plan though it asks for them, and why; null if none was. */
    @Column(name = "left_out")
    @Convert(converter = FailureColumn.class)
    FailureReport leftOut;

    /** How many images its plan has. */
    Integer planned;

    /** Whether the older rebuilds were looked through that it does the images of. */
    boolean superseded;

    /** The reason that its open images get; null unless it was cancelled. */
    @Convert(converter = FailureColumn.class)
    FailureReport cancelled;

    @Column(name = "cancelled_at")
    Instant cancelledAt;

    /** Where a rebuild is. */
    public enum State {
        /** It waits to be planned. */
        REQUESTED,
        /** Its images are on their way. */
        RUNNING,
        /** It ended. */
        COMPLETED
    }

    /** For Hibernate. */
    protected Rebuild() {}

    /** A rebuild that was just requested. */
    public Rebuild(RebuildRequested request) {
        this.id = request.rebuildId().value();
        this.request = request;
        this.requestedAt = request.occurredAt();
    }

    /** The rebuild, locked until the transaction ends. */
    public static Optional<Rebuild> lock(RebuildId id) {
        return Optional.ofNullable(findById(id.value(), LockModeType.PESSIMISTIC_WRITE));
    }

    /**
     * The rebuild, locked until the transaction ends; or, if there is none yet, the right to say so: a second caller
     * here waits.
     */
    static Optional<Rebuild> lockOrAwait(RebuildId id) {
        getEntityManager()
                .createNativeQuery("select 1 from (select pg_advisory_xact_lock(hashtext(:id))) as locked")
                .setParameter("id", "rebuild " + id)
                .getSingleResult();
        return lock(id);
    }

    /** The rebuild of this identity; nothing if there is none. */
    public static Optional<Rebuild> of(RebuildId id) {
        return findByIdOptional(id.value());
    }

    /** The identity that its request gave it. */
    public RebuildId rebuildId() {
        return new RebuildId(id);
    }

    /** What was requested. */
    public RebuildRequested request() {
        return request;
    }

    /** Whether it is planned, runs or has ended. */
    public State state() {
        return state;
    }

    /** Whether its images are rendered: it is planned, not over, and not cancelled. */
    public boolean goesOn() {
        return state == State.RUNNING && cancelled == null;
    }

    /** Whether a rebuild is open that was requested, rendered or published anything within this time. */
    public static boolean anyAtWork(Duration lately) {
        return !getEntityManager()
                .createNativeQuery("""
                        select 1 from rebuild r
                         where r.state <> 'COMPLETED'
                           and (r.received_at > now() - cast(:lately as interval)
                            or exists (select 1 from rebuild_image i where i.rebuild_id = r.id
                                and greatest(i.rendered_at, i.published_at) > now() - cast(:lately as interval)))
                         limit 1""")
                .setParameter("lately", lately.toSeconds() + " seconds")
                .getResultList()
                .isEmpty();
    }

    /** Those that are open. */
    static List<RebuildId> open() {
        return Rebuild.<Rebuild>stream("state <> ?1 order by receivedAt", State.COMPLETED)
                .map(Rebuild::rebuildId)
                .toList();
    }

    /** Counts one more try to plan it. */
    public int attempted() {
        return ++attempts;
    }

    /** The sick place that its plan waits for, or null. */
    public String waitingFor() {
        return waitingFor;
    }

    /** Its place among rebuilds and rollbacks. */
    public long place() {
        return place;
    }

    /** Whether this one may do the other's images in its place: it is later, no less urgent, and allows no less. */
    public boolean canReplace(Rebuild other) {
        return other.place < place
                && request.priority().rank() >= other.request.priority().rank()
                && request.allow().containsAll(other.request.allow());
    }

    /** The running ones that it can replace. */
    Stream<Rebuild> olderOnes() {
        return Rebuild.<Rebuild>list("state = ?1 and place < ?2", State.RUNNING, place).stream()
                .filter(this::canReplace);
    }

    /** Families that it asks for are left out of its plan. */
    public void leftOut(FailureReport why) {
        leftOut = why;
    }

    /** The older rebuilds were looked through that it does the images of. */
    void supersededOlderOnes() {
        superseded = true;
    }

    /** It was cancelled. */
    void cancelled(FailureReport why, Instant now) {
        cancelled = why;
        cancelledAt = now;
    }

    /** It has been planned, with so many images. */
    public void running(int images) {
        state = State.RUNNING;
        planned = images;
    }

    /** How many images it has; null before its plan, and if an earlier release planned it. */
    public Integer planned() {
        return planned;
    }

    /** It ended. */
    void completed(Instant now) {
        state = State.COMPLETED;
        completedAt = now;
    }

    /** Its images, bases first. */
    public List<RebuildImage> images() {
        return RebuildImage.list("rebuildId = ?1 order by position", id);
    }
}

package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.Allowance;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.Priority;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.oci.Tag;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A rebuild as the console knows it. Its events come in any order, so each fills in what it knows, and the state only
 * moves forward.
 */
@Entity
public class Rebuild extends PanacheEntityBase {
    /** The condition of a query for those that something but a cancel named: a cancel can name any. */
    public static final String KNOWN = "(requestedAt is not null or state <> REQUESTED)";

    @Id
    public String id;

    @Enumerated(EnumType.STRING)
    public RebuildState state;

    public String type;
    public String selection;
    public String reason;

    @Enumerated(EnumType.STRING)
    public Priority priority;

    @Column(name = "requested_by")
    public String requestedBy;

    @Column(name = "requested_at")
    public Instant requestedAt;

    @Column(name = "finished_at")
    public Instant finishedAt;

    /** When images of it were removed that no tag needs, long after its end; or null. */
    @Column(name = "cleared_at")
    public Instant clearedAt;

    /** Why it is to be cancelled, or null. */
    @Column(name = "cancel_reason")
    public String cancelReason;

    /** How many images it has, as its renderer says; null of earlier releases, and before the first one is rendered. */
    public Integer planned;

    /** Which changes of tags its request allows; null where none is known. */
    @Column(columnDefinition = "text[]")
    public String[] allow;

    /** How long its request gives it, or null. */
    public String timeout;

    @Column(columnDefinition = "text[]")
    public String[] holes;

    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    /** How many images ended how, if its end did not name them all; else null. */
    @Convert(converter = CountsColumn.class)
    public RebuildCompleted.Counts counts;

    /** The rebuild's row, made if there is none, and locked until the transaction ends. */
    public static Rebuild locked(RebuildId id) {
        Rebuild known = findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
        if (known != null) {
            return known;
        }
        getEntityManager()
                .createNativeQuery("insert into rebuild (id, state) values (?1, 'REQUESTED') on conflict do nothing")
                .setParameter(1, id.value())
                .executeUpdate();
        return findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
    }

    /** The rebuild, if anything but a cancel named it. */
    public static Optional<Rebuild> known(String id) {
        return find(KNOWN + " and id = ?1", id).firstResultOptional();
    }

    /**
     * The rebuild, if anything but a cancel named it.
     *
     * @throws ApiException if nothing did
     */
    public static Rebuild required(String id) {
        return known(id)
                .orElseThrow(
                        () -> ApiException.notFound("there is no rebuild '" + id + "'; GET /api/rebuilds lists them"));
    }

    /** It was requested. Another request under its id changes nothing, as at the renderer: the first one counts. */
    public void requested(RebuildRequested event) {
        if (type != null) {
            return;
        }
        type = event.type();
        selection = event.select();
        reason = event.reason();
        priority = event.priority();
        requestedBy = event.requestedBy();
        requestedAt = event.occurredAt();
        allow = allow(event).toArray(String[]::new);
        timeout = timeout(event);
    }

    /** Whether anything but a cancel named it before. */
    boolean isKnown() {
        return requestedAt != null || state != RebuildState.REQUESTED;
    }

    /** Whether this is what was asked for. */
    boolean isWhat(RebuildRequested event) {
        return event.type().equals(type)
                && Objects.equals(selection, event.select())
                && Objects.equals(reason, event.reason())
                && priority == event.priority()
                && Objects.equals(requestedBy, event.requestedBy())
                && allow(event).equals(allow == null ? List.of() : List.of(allow))
                && Objects.equals(timeout, timeout(event));
    }

    private static List<String> allow(RebuildRequested event) {
        return event.allow().stream().map(Allowance::toString).toList();
    }

    private static String timeout(RebuildRequested event) {
        return event.timeout() == null ? null : event.timeout().toString();
    }

    /** It is to be cancelled. */
    public void cancelRequested(RebuildCancelRequested event) {
        cancelReason = event.why();
    }

    /** One of its images is on its way. */
    public void running() {
        if (state == RebuildState.REQUESTED) {
            state = RebuildState.RUNNING;
        }
    }

    /** Its renderer says how many images it has. */
    public void planned(RenderCompleted event) {
        planned = event.planned() == null ? planned : event.planned();
    }

    /** Nothing of it is open any more. */
    public void completed(RebuildCompleted event) {
        state = RebuildState.of(event.outcome());
        finishedAt = event.occurredAt();
        requestedAt = requestedAt == null ? event.requestedAt() : requestedAt;
        reason = reason == null ? event.reason() : reason;
        holes = event.holes().stream().map(Tag::toString).toArray(String[]::new);
        failure = event.failure();
        counts = event.counts();
    }
}

package dev.imprimatur.console.rollback;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.column.FailureColumn;
import dev.imprimatur.oci.ImageReference;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.Objects;

/** A rollback as the console knows it; its two events come in any order. */
@Entity
public class Rollback extends PanacheEntityBase {
    @Id
    public String id;

    @Enumerated(EnumType.STRING)
    public RollbackState state;

    public String reference;
    public String target;
    public String reason;

    /** The digest that its asker saw, or null. */
    public String leaves;

    @Column(name = "requested_by")
    public String requestedBy;

    @Column(name = "requested_at")
    public Instant requestedAt;

    @Column(name = "finished_at")
    public Instant finishedAt;

    public String image;
    public String digest;
    public Integer revision;
    public String blocked;

    @Column(columnDefinition = "text[]")
    public String[] tags;

    @Convert(converter = FailureColumn.class)
    public FailureReport failure;

    /** The rollback's row, made if there is none, and locked until the transaction ends. */
    public static Rollback locked(RebuildId id) {
        getEntityManager()
                .createNativeQuery("insert into rollback (id, state) values (?1, 'REQUESTED') on conflict do nothing")
                .setParameter(1, id.value())
                .executeUpdate();
        return findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
    }

    /**
     * The rollback of this id.
     *
     * @throws ApiException if there is none
     */
    public static Rollback required(String id) {
        return Rollback.<Rollback>findByIdOptional(id)
                .orElseThrow(() ->
                        ApiException.notFound("there is no rollback '" + id + "'; GET /api/rollbacks lists them"));
    }

    /** It was requested. Another request under its id changes nothing, as at the renderer: the first one counts. */
    public void requested(RollbackRequested event) {
        if (reference != null) {
            return;
        }
        reference = event.reference();
        target = event.to();
        reason = event.reason();
        leaves = leaves(event);
        requestedBy = event.requestedBy();
        requestedAt = event.occurredAt();
    }

    /** Whether an event named it before. */
    boolean isKnown() {
        return reference != null || state != RollbackState.REQUESTED;
    }

    /** Whether this is what was asked for. */
    boolean isWhat(RollbackRequested event) {
        return Objects.equals(reference, event.reference())
                && Objects.equals(target, event.to())
                && Objects.equals(reason, event.reason())
                && Objects.equals(leaves, leaves(event))
                && Objects.equals(requestedBy, event.requestedBy());
    }

    private static String leaves(RollbackRequested event) {
        return event.leaves() == null ? null : event.leaves().value();
    }

    /** It ended. */
    public void completed(RollbackCompleted event) {
        state = event.failure() == null ? RollbackState.SUCCEEDED : RollbackState.FAILED;
        finishedAt = event.occurredAt();
        image = event.image() == null ? null : event.image().toString();
        digest = event.digest() == null ? null : event.digest().value();
        revision = event.revision();
        blocked = event.blocked() == null ? null : event.blocked().value();
        tags = event.tags().stream().map(ImageReference::toString).toArray(String[]::new);
        failure = event.failure();
    }
}

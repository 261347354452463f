package dev.imprimatur.publisher.rollback;

import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A rollback whose refusal was announced: a second outcome would contradict the first. */
@Entity
@Table(name = "refused_rollback")
public class RefusedRollback extends PanacheEntityBase {
    /** The rollback's id. */
    @Id
    @Column(name = "rebuild_id")
    public String rebuildId;

    /** When the rollback was refused. */
    @Column(name = "refused_at")
    public Instant refusedAt;

    /** Notes, as part of the current transaction, that it is refused. */
    static void note(RebuildId id) {
        RefusedRollback refused = new RefusedRollback();
        refused.rebuildId = id.value();
        refused.refusedAt = SharedClock.now();
        refused.persist();
    }

    /** Whether it was refused. */
    static boolean isKnown(RebuildId id) {
        return findById(id.value()) != null;
    }
}

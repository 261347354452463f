package dev.imprimatur.renderer.plan;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;

/**
 * When to look next for what is stale, by a schedule. It stays as it is until a look was made, whichever renderer makes
 * it.
 */
@Entity
@Table(name = "stale_check")
class StaleDue extends PanacheEntityBase {
    @Id
    String schedule;

    Instant due;

    /** For Hibernate. */
    protected StaleDue() {}

    /** When this schedule is due; from now on it is this first time if there was none. */
    static Instant of(String schedule, Instant first) {
        getEntityManager()
                .createNativeQuery(
                        "insert into stale_check (schedule, due) values (?1, ?2) on conflict (schedule) do nothing")
                .setParameter(1, schedule)
                .setParameter(2, first)
                .executeUpdate();
        return StaleDue.<StaleDue>findById(schedule).due;
    }

    /** When this schedule is due, if a look is still to be made. */
    static Optional<Instant> of(String schedule) {
        return StaleDue.<StaleDue>findByIdOptional(schedule).map(found -> found.due);
    }

    /** A look was made: this is when the next is due, if there is one. */
    static void move(String schedule, Optional<Instant> next) {
        next.ifPresentOrElse(due -> update("due = ?1 where schedule = ?2", due, schedule), () -> deleteById(schedule));
    }
}

package dev.imprimatur.renderer.order;

import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.sql.NativeQueries;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Clock;

/**
 * Gives places. They begin at the clock's milliseconds, and are given more slowly than those pass: a start that raises
 * them to the clock is above all that were ever given, whatever became of the database.
 */
@ApplicationScoped
public class Places {
    @Inject
    EntityManager database;

    @Inject
    Clock clock;

    void start(@Observes @Priority(StartOrder.BEFORE_ANY_EVENT) StartupEvent start) {
        raise(clock.millis());
    }

    /** The next one, as part of the current transaction; others wait for their own until that ends. */
    @Transactional(Transactional.TxType.MANDATORY)
    public long next() {
        return NativeQueries.column(database, "select next_place()", Long.class).getSingleResult();
    }

    /** Whether this database knows of nothing that has a place. */
    @Transactional
    public boolean none() {
        return NativeQueries.column(
                        database,
                        "select not exists (select 1 from rebuild) and not exists (select 1 from ordered_rollback)",
                        Boolean.class)
                .getSingleResult();
    }

    /** Gives only places above this one from now on. */
    @Transactional
    public void raise(long given) {
        database.createNativeQuery("update place set last = greatest(last, ?1)")
                .setParameter(1, given)
                .executeUpdate();
    }
}

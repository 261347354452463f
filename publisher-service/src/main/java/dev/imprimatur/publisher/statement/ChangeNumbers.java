package dev.imprimatur.publisher.statement;

import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.sql.NativeQueries;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/**
 * Numbers the changes of tags in their order. Signed numbers outlive the database: one that was restored or begins
 * again goes on above the clock in milliseconds, and so above all numbers that it has forgotten.
 */
@ApplicationScoped
public class ChangeNumbers {
    private static final String ALONE =
            "select 1 from pg_advisory_xact_lock(hashtext('imprimatur.changes.' || current_schema()))";

    private static final String ABOVE_THE_CLOCK = "select setval('change_number', milliseconds) from change_number,"
            + " cast(extract(epoch from clock_timestamp()) * 1000 as bigint) as milliseconds"
            + " where last_value < milliseconds";

    @Inject
    EntityManager database;

    @Transactional
    void start(@Observes @Priority(StartOrder.BEFORE_ANY_EVENT) StartupEvent start) {
        begin();
    }

    /** Moves the numbers above the clock, unless they are there already. */
    @Transactional
    void begin() {
        NativeQueries.column(database, ALONE, Integer.class).getSingleResult();
        NativeQueries.column(database, ABOVE_THE_CLOCK, Long.class).getResultList();
    }

    /** The next one, as part of the transaction that records the change under the locks of its repositories. */
    @Transactional(Transactional.TxType.MANDATORY)
    public long next() {
        return NativeQueries.column(database, "select nextval('change_number')", Long.class)
                .getSingleResult();
    }
}

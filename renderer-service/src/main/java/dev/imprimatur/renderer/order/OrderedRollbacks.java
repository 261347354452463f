package dev.imprimatur.renderer.order;

import dev.imprimatur.events.RebuildId;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Which rollbacks have their place. */
@ApplicationScoped
class OrderedRollbacks {
    @Inject
    EntityManager database;

    /** Notes one as part of the current transaction; false if it was noted before. */
    @Transactional(Transactional.TxType.MANDATORY)
    boolean note(RebuildId rollback) {
        return database.createNativeQuery("insert into ordered_rollback (id) values (?1) on conflict do nothing")
                        .setParameter(1, rollback.value())
                        .executeUpdate()
                == 1;
    }
}

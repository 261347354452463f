package dev.imprimatur.console.page.frame;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** Up to where the read model has come. */
@ApplicationScoped
public class Positions {
    private static final String NOW =
            "select (select max(generation) from read_model), (select coalesce(max(seq), 0) from event)";

    @Inject
    EntityManager entities;

    /** The last event that is in it. */
    @Transactional
    public Position now() {
        Object[] row = (Object[]) entities.createNativeQuery(NOW).getSingleResult();
        return new Position(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
    }
}

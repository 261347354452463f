package dev.imprimatur.publisher.place;

import dev.imprimatur.messaging.order.HighestPlace;
import dev.imprimatur.messaging.sql.NativeQueries;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

/** The places in this publisher's rows, each of which a renderer had signed when it came. */
@ApplicationScoped
class KnownPlaces {
    private static final String HIGHEST = """
        select greatest(0, (select max(place) from tag where place <= ?1),
                           (select max(place) from publication where place <= ?1))\
        """;

    @Inject
    EntityManager database;

    /** The highest one that can have been given; 0 if there is none. */
    @Transactional
    public long highest() {
        return NativeQueries.column(database, HIGHEST, Long.class)
                .setParameter(1, HighestPlace.LAST)
                .getSingleResult();
    }
}

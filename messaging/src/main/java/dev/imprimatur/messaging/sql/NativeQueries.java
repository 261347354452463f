package dev.imprimatur.messaging.sql;

import jakarta.persistence.EntityManager;
import jakarta.persistence.TypedQuery;

/** Native queries that answer with values instead of entities. */
public final class NativeQueries {
    private NativeQueries() {}

    /**
     * A query of one column. With the class of a value Hibernate 7.2 keeps another plan at each call, since its
     * description of such a result equals none that it made before; it searches all of them for the next one, and drops
     * the plans of other queries for them. Without one it keeps one plan.
     *
     * @param type what the database's driver gives for the column: text as a string, bigint as a long
     */
    @SuppressWarnings("unchecked")
    public static <T> TypedQuery<T> column(EntityManager database, String sql, Class<T> type) {
        return database.createNativeQuery(sql).unwrap(TypedQuery.class);
    }
}

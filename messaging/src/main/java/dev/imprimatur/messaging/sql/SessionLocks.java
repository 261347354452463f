package dev.imprimatur.messaging.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * PostgreSQL's advisory locks of a session: they end with its connection, however that ends.
 *
 * @param session the connection
 */
public record SessionLocks(Connection session) {
    private static final String QUERY_CANCELED = "57014";

    /**
     * Waits for a lock.
     *
     * @param key its key, an SQL expression
     * @param longest how long to wait
     * @param values the expression's parameters
     * @return whether the session has it; one that was given at the last moment may be taken twice
     */
    public boolean take(String key, Duration longest, Object... values) throws SQLException {
        try (PreparedStatement statement = new Sql(session).prepared("select pg_advisory_lock(" + key + ")", values)) {
            statement.setQueryTimeout((int) longest.toSeconds());
            statement.execute();
            return true;
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Releases all locks of the session, however often it has taken each. */
    public void release() throws SQLException {
        new Sql(session).first("select pg_advisory_unlock_all()", row -> row.getString(1));
    }
}

package dev.imprimatur.renderer.rebuild;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** One renderer at a time makes good what a restored database does not know: a second one would undo it. */
@ApplicationScoped
class RecallLock {
    private static final String QUERY_CANCELED = "57014";
    private static final int SECONDS = 60;
    private static final String KEY = "(hashtext('imprimatur.recall.' || current_schema()))";

    @Inject
    DataSource dataSource;

    /** Does this while no other renderer does; it waits for one that does. The lock ends with its connection. */
    void hold(Runnable recall) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            while (!isTaken(statement)) {
                // Another minute: a recall may take longer than an answer of the database is waited for.
            }
            try {
                recall.run();
            } finally {
                // One that was given at the moment of its time limit was taken twice.
                statement.execute("select pg_advisory_unlock_all()");
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot keep other renderers from recalling: " + e.getMessage(), e);
        }
    }

    private static boolean isTaken(Statement statement) throws SQLException {
        try {
            statement.setQueryTimeout(SECONDS);
            statement.execute("select pg_advisory_lock" + KEY);
            return true;
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }
}

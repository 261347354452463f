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
    private static final String KEY = "(hashtext('imprimatur.recall.' || current_schema()))";

    @Inject
    DataSource dataSource;

    /** Does this while no other renderer does; it waits for one that does. The lock ends with its connection. */
    void hold(Runnable recall) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_lock" + KEY);
            try {
                recall.run();
            } finally {
                statement.execute("select pg_advisory_unlock" + KEY);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot keep other renderers from recalling: " + e.getMessage(), e);
        }
    }
}

package dev.imprimatur.messaging.retention;

import dev.imprimatur.messaging.retention.Expiring.Removed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import javax.sql.DataSource;

/** Removes rows by a statement that deletes no more than some. */
@ApplicationScoped
public class OldRows {
    @Inject
    DataSource dataSource;

    /**
     * Runs the statement as part of the current transaction.
     *
     * @param delete a delete whose first parameter is the moment before which rows are too old, and whose second one is how
     *     many it is to delete at most
     * @param most how many
     * @throws IllegalStateException if the database does not do it
     */
    @Transactional(Transactional.TxType.MANDATORY)
    public Removed remove(String delete, Instant before, int most) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setObject(1, OffsetDateTime.ofInstant(before, ZoneOffset.UTC));
            statement.setInt(2, most);
            int count = statement.executeUpdate();
            return new Removed(count, count >= most);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot remove old rows: " + e.getMessage(), e);
        }
    }
}

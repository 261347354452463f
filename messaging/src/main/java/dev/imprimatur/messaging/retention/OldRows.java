package dev.imprimatur.messaging.retention;

import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import javax.sql.DataSource;

/** Rows that one statement removes, no more than some of them at a time. */
public abstract class OldRows implements Expiring {
    private final String name;
    private final Function<RetentionConfig, Duration> age;
    private final int most;
    private final String delete;

    @Inject
    DataSource dataSource;

    @Inject
    RetentionConfig config;

    /**
     * What is removed when.
     *
     * @param name what it is, for metrics and logs
     * @param age how long it is kept
     * @param most how many rows go at once
     * @param delete a delete whose first parameter is the moment before which rows are too old, and whose second one is
     *     how many it is to delete at most
     */
    protected OldRows(String name, Function<RetentionConfig, Duration> age, int most, String delete) {
        this.name = name;
        this.age = age;
        this.most = most;
        this.delete = delete;
    }

    @Override
    public String name() {
        return name;
    }

    /**
     * Runs the statement.
     *
     * @throws IllegalStateException if the database does not do it
     */
    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Removed expire(Instant now) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(delete)) {
            statement.setObject(1, OffsetDateTime.ofInstant(now.minus(age.apply(config)), ZoneOffset.UTC));
            statement.setInt(2, most);
            int count = statement.executeUpdate();
            return new Removed(count, count >= most);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot remove old " + name + ": " + e.getMessage(), e);
        }
    }
}

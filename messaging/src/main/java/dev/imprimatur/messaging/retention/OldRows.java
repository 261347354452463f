package dev.imprimatur.messaging.retention;

import dev.imprimatur.messaging.sql.Sql;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
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
        Instant before = now.minus(age.apply(config));
        int count = Sql.run(dataSource, "cannot remove old " + name, sql -> sql.update(delete, before, most));
        return new Removed(count, count >= most);
    }
}

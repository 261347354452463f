package dev.imprimatur.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Lets a migration take as long as it takes: otherwise a large one would fail at each start. Flyway makes it by its
 * name.
 */
public class LongMigrations extends BaseCallback {
    private int limit;

    /** Lifts the connection's limit before a migration, and sets it again after that. */
    @Override
    public void handle(Event event, Context context) {
        try {
            Connection connection = context.getConnection();
            if (event == Event.BEFORE_EACH_MIGRATE) {
                limit = connection.getNetworkTimeout();
                connection.setNetworkTimeout(Runnable::run, 0);
            } else {
                connection.setNetworkTimeout(Runnable::run, limit);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("cannot set how long a migration may take: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean supports(Event event, Context context) {
        // One that fails ends the start, and its connection too.
        return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
    }
}

package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.messaging.sql.SessionLocks;
import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import javax.sql.DataSource;

/** Lets one renderer at a time recall what a restored database does not know: a second one would undo it. */
@ApplicationScoped
class RecallLock {
    private static final Duration ONE_WAIT = Duration.ofMinutes(1);
    private static final String KEY = "hashtext('imprimatur.recall.' || current_schema())";

    @Inject
    DataSource dataSource;

    /** Does this while no other renderer does; it waits for one that does. The lock ends with its connection. */
    void hold(Runnable recall) {
        Sql.run(dataSource, "cannot keep other renderers from recalling", sql -> {
            SessionLocks locks = new SessionLocks(sql.connection());
            while (!locks.take(KEY, ONE_WAIT)) {
                // Once more: a recall may take longer than an answer of the database is waited for.
            }
            try {
                recall.run();
            } finally {
                locks.release();
            }
            return null;
        });
    }
}

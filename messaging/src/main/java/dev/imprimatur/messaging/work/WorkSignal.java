package dev.imprimatur.messaging.work;

import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.messaging.time.SharedClock;
import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.postgresql.PGConnection;

/**
 * Notifies the service's other instances that there is work, by PostgreSQL's notifications. Each instance listens on
 * one connection of its own; while that is lost, the queue's polling has to do.
 */
@ApplicationScoped
class WorkSignal {
    private static final Logger LOG = Logger.getLogger(WorkSignal.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    /** How many times in a row it waits before it listens again. */
    private static final int WAITS = 10;

    private static final Duration BURST = Duration.ofMillis(50);
    private static final String CHANNEL = "imprimatur_work_";
    private static final String NOTIFY = "select pg_notify('" + CHANNEL + "' || current_schema(), '')";

    @Inject
    DataSource dataSource;

    private volatile boolean stopping;

    /** Notifies them once the current transaction has committed. */
    void send() {
        Sql.run(
                dataSource,
                "cannot notify the other instances of new work",
                sql -> sql.first(NOTIFY, row -> row.getString(1)));
    }

    /** Calls this whenever another instance, or this one, has announced work. */
    void listen(Runnable look) {
        Thread.ofPlatform().name("work-signal").daemon().start(() -> {
            while (!stopping) {
                try (Connection connection = dataSource.getConnection()) {
                    receive(connection, look);
                } catch (SQLException e) {
                    LOG.debugf("not notified of other instances' work for now: %s", e.getMessage());
                    LockSupport.parkNanos(WAIT.toNanos());
                }
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
    }

    private void receive(Connection connection, Runnable look) throws SQLException {
        String schema = new Sql(connection)
                .first("select current_schema()", row -> row.getString(1))
                .orElseThrow();
        listen(connection, schema);
        // What was announced while nothing listened.
        look.run();
        PGConnection notified = connection.unwrap(PGConnection.class);
        for (int waits = 1; !stopping; waits++) {
            if (waits % WAITS == 0) {
                // Only an answer shows that the database is still there.
                listen(connection, schema);
            }
            // Where the time went back, the queue would wait until it is again when it wanted to look.
            if (notified.getNotifications((int) WAIT.toMillis()).length > 0
                    || SharedClock.steppedWithin(WorkQueue.CLOCKS_AGREE)) {
                look.run();
                // All work that is added meanwhile is one look.
                LockSupport.parkNanos(BURST.toNanos());
            }
        }
    }

    private static void listen(Connection connection, String schema) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen \"" + CHANNEL + schema + "\"");
        }
    }
}

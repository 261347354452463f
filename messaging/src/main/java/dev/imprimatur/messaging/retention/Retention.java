package dev.imprimatur.messaging.retention;

import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.messaging.time.SharedClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Removes what is too old, some of it in each transaction, so that no one waits long for a lock. One instance of a
 * service does so at a time, under an advisory lock of the schema.
 */
@ApplicationScoped
public class Retention {
    private static final Logger LOG = Logger.getLogger(Retention.class);
    /** After the services, which begin with more urgent things. */
    private static final Duration FIRST = Duration.ofMinutes(1);

    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtext('imprimatur.retention.' || current_schema()))";

    @Inject
    RetentionConfig config;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @Inject
    @All
    List<Expiring> kinds;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("retention").daemon().factory());
    private volatile boolean stopping;

    void start(@Observes @Priority(StartOrder.SCHEDULES) StartupEvent event) {
        Map.of(
                        "logs",
                        config.logs(),
                        "history",
                        config.history(),
                        "inbox",
                        config.inbox(),
                        "dead-letters",
                        config.deadLetters(),
                        "interval",
                        config.interval())
                .forEach(Retention::check);
        kinds.forEach(this::removed);
        long interval = config.interval().toMillis();
        clock.scheduleWithFixedDelay(
                () -> clear(SharedClock.earliest()),
                Math.min(interval, FIRST.toMillis()),
                interval,
                TimeUnit.MILLISECONDS);
    }

    private static void check(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(
                    "imprimatur.retention." + key + " is " + value + ", expected more than nothing, such as 30d");
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopping = true;
        clock.shutdownNow();
    }

    /**
     * Removes everything that is too old at this time. What cannot be removed stays until the next time.
     *
     * @param now the time from which ages count
     */
    public void clear(Instant now) {
        kinds.forEach(kind -> clear(kind, now));
    }

    private void clear(Expiring kind, Instant now) {
        long count = 0;
        try {
            boolean more = true;
            while (more && !stopping) {
                Expiring.Removed removed = QuarkusTransaction.requiringNew().call(() -> expire(kind, now));
                removed(kind).increment(removed.count());
                count += removed.count();
                more = removed.more();
            }
        } catch (RuntimeException e) {
            if (!stopping) {
                LOG.warnf("old %s stay for now: %s", kind.name(), e.getMessage());
            }
        }
        if (count > 0) {
            LOG.infof("removed %d %s, which were old enough", count, kind.name());
        }
    }

    private Expiring.Removed expire(Expiring kind, Instant now) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean locked =
                    new Sql(connection).first(LOCK, row -> row.getBoolean(1)).orElseThrow();
            return locked ? kind.expire(now) : new Expiring.Removed(0, false);
        }
    }

    private Counter removed(Expiring kind) {
        return meters.counter("imprimatur.expired", "what", kind.name());
    }
}

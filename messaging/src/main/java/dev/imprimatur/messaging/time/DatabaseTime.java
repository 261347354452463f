package dev.imprimatur.messaging.time;

import dev.imprimatur.messaging.StartOrder;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Sets the {@link SharedClock} by the database, before anything else starts and every few seconds from then on. */
@ApplicationScoped
public class DatabaseTime {
    /** How often it is read. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(DatabaseTime.class);
    private static final int LONGEST_ANSWER = 4000;
    private static final int TRIES_AT_THE_START = 3;

    private static final Duration WORTH_A_WARNING = Duration.ofSeconds(5);

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("database-time").daemon().factory());
    private volatile Duration ahead;
    private Duration reported = Duration.ZERO;

    void start(@Observes @Priority(StartOrder.SETTINGS) StartupEvent event) {
        Gauge.builder("imprimatur.clock.ahead", this::secondsAhead)
                .description("by how much this machine's clock is ahead of the database's")
                .baseUnit("seconds")
                .register(meters);
        if (IntStream.range(0, TRIES_AT_THE_START).noneMatch(tries -> read())) {
            LOG.warn("the database did not tell its time: until it does, this machine's counts");
        }
        thread.scheduleWithFixedDelay(this::read, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private double secondsAhead() {
        return ahead == null ? Double.NaN : ahead.toMillis() / 1000.0;
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    /** While the database is away, time goes on as it was. */
    boolean read() {
        try (Connection connection = dataSource.getConnection()) {
            int before = connection.getNetworkTimeout();
            // A host that has vanished would keep the only thread of this for a quarter of an hour.
            connection.setNetworkTimeout(Runnable::run, LONGEST_ANSWER);
            try {
                read(connection);
            } finally {
                connection.setNetworkTimeout(Runnable::run, before);
            }
            return true;
        } catch (SQLException | RuntimeException e) {
            LOG.debugf("the database's time was not read: %s", e.getMessage());
            return false;
        }
    }

    private void read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            long before = System.nanoTime();
            Instant now;
            try (ResultSet result = statement.executeQuery("select clock_timestamp()")) {
                result.next();
                now = result.getObject(1, OffsetDateTime.class).toInstant();
            }
            Instant machine = Instant.now();
            long half = (System.nanoTime() - before) / 2;
            SharedClock.set(now, before + half, Duration.ofNanos(half))
                    .ifPresent(step -> LOG.warnf(
                            "the database's clock was set, or this machine stood still: it is %s of what it was to be. Nothing is"
                                    + " taken over for a while, and what was put off goes by the new time",
                            away(step)));
            compare(Duration.between(now.plusNanos(half), machine));
        }
    }

    private void compare(Duration difference) {
        ahead = difference;
        if (difference.abs().compareTo(WORTH_A_WARNING) <= 0) {
            reported = Duration.ZERO;
        } else if (difference.minus(reported).abs().compareTo(WORTH_A_WARNING) > 0) {
            reported = difference;
            LOG.warnf(
                    "this machine's clock is %s of the database's, whose time counts; see that both are kept right (NTP):"
                            + " certificates, tokens and logs have this machine's time",
                    away(difference));
        }
    }

    private static String away(Duration difference) {
        return difference.abs().toSeconds() + " s " + (difference.isNegative() ? "behind" : "ahead");
    }
}

package dev.imprimatur.messaging.time;

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
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/** Sets the {@link SharedClock} by the database, before anything else starts and every few seconds from then on. */
@ApplicationScoped
public class DatabaseTime {
    /** How often it is read. */
    static final Duration INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(DatabaseTime.class);
    private static final int BEFORE_ALL = 1;
    /** An answer that took longer says too little about the time. */
    private static final Duration LONGEST = Duration.ofMillis(500);

    private static final Duration WORTH_A_WARNING = Duration.ofSeconds(5);

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("database-time").daemon().factory());
    private volatile Duration ahead = Duration.ZERO;
    private Duration reported = Duration.ZERO;

    void start(@Observes @Priority(BEFORE_ALL) StartupEvent event) {
        Gauge.builder("imprimatur.clock.ahead", () -> ahead.toMillis() / 1000.0)
                .description("by how much this machine's clock is ahead of the database's")
                .baseUnit("seconds")
                .register(meters);
        read();
        thread.scheduleWithFixedDelay(this::read, INTERVAL.toMillis(), INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    void stop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    /** While the database is away, time goes on as it was. */
    void read() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            long before = System.nanoTime();
            Instant now;
            try (ResultSet result = statement.executeQuery("select clock_timestamp()")) {
                result.next();
                now = result.getObject(1, OffsetDateTime.class).toInstant();
            }
            long took = System.nanoTime() - before;
            if (took <= LONGEST.toNanos()) {
                SharedClock.set(now, before + took / 2);
                compare(Duration.between(now, Instant.now()));
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debugf("the database's time was not read: %s", e.getMessage());
        }
    }

    private void compare(Duration difference) {
        ahead = difference;
        if (difference.abs().compareTo(WORTH_A_WARNING) > 0
                && difference.minus(reported).abs().compareTo(WORTH_A_WARNING) > 0) {
            reported = difference;
            LOG.warnf(
                    "this machine's clock is %d s %s the database's, whose time counts; set it (NTP), since certificates,"
                            + " tokens and logs have its time",
                    difference.abs().toSeconds(), difference.isNegative() ? "behind" : "ahead of");
        }
    }
}

package dev.imprimatur.system.large;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Looks at what the database works on, twenty times a second, and keeps the longest that each statement was seen to
 * have run. One that is shorter than the time between two looks may be missed, and one that waits for a lock is not
 * counted.
 */
public final class SlowStatements implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(50);
    private static final int LETTERS = 100;
    private static final String RUNNING = """
            select left(regexp_replace(query, '\\s+', ' ', 'g'), %d),
                   cast(extract(epoch from clock_timestamp() - query_start) * 1000 as integer)
            from pg_stat_activity
            where state = 'active' and pid <> pg_backend_pid() and datname = current_database()
              and clock_timestamp() - query_start > cast(? as interval)
              and wait_event_type is distinct from 'Lock'
            """.formatted(LETTERS);

    private final Map<String, Integer> longest = new TreeMap<>();
    private final String url;
    private final Duration slow;
    private final Thread thread;
    private volatile boolean closed;

    /** Begins to look for statements that run for longer than {@code slow}, in the database with this address. */
    public SlowStatements(String database, Duration slow) {
        this.url = "jdbc:postgresql://" + database;
        this.slow = slow;
        this.thread = Thread.ofPlatform().name("slow-statements").start(this::watch);
    }

    private void watch() {
        try (Connection connection = DriverManager.getConnection(url, "imprimatur", "imprimatur");
                PreparedStatement running = connection.prepareStatement(RUNNING)) {
            running.setString(1, slow.toMillis() + " milliseconds");
            while (!closed) {
                note(running);
                LockSupport.parkNanos(BETWEEN.toNanos());
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not tell what it works on", e);
        }
    }

    private void note(PreparedStatement running) throws SQLException {
        try (ResultSet rows = running.executeQuery()) {
            synchronized (longest) {
                while (rows.next()) {
                    longest.merge(rows.getString(1), rows.getInt(2), Math::max);
                }
            }
        }
    }

    /** The slowest ones, slowest first, a line each: milliseconds and the beginning of its text. */
    public String slowest(int most) {
        synchronized (longest) {
            return longest.entrySet().stream()
                    .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                    .limit(most)
                    .map(each -> "  %5d ms  %s".formatted(each.getValue(), each.getKey()))
                    .collect(Collectors.joining(System.lineSeparator()));
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

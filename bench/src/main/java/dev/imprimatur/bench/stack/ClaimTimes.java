package dev.imprimatur.bench.stack;

import dev.imprimatur.bench.process.Times;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * How long it takes to find what is due and to claim it, in a queue in which so many pieces of work wait: the
 * statements of db-scheduler's {@code fetch-and-lock-on-execute}, on a table like that of each service's work queue.
 */
final class ClaimTimes {
    private static final int ROUNDS = 400;
    private static final int REHEARSED = 100;
    /** As many rows as a service with two threads looks for. */
    private static final int LOOK = 6;

    private static final String FIND = "select task_name, task_instance, version from %s"
            + " where picked = false and execution_time <= now() order by priority desc, execution_time asc limit "
            + LOOK;

    private static final String CLAIM = "update %s set picked = true, picked_by = ?, last_heartbeat = now(),"
            + " version = version + 1 where picked = false and task_name = ? and task_instance = ? and version = ?";

    private static final String GIVE_BACK = "update %s set picked = false, picked_by = null, last_heartbeat = null"
            + " where task_name = ? and task_instance = ?";

    private ClaimTimes() {}

    /**
     * With each of these numbers of pieces that wait, in tables that are gone afterwards. They are asked in turns,
     * since the database still writes down what was filled in when the first claims come.
     *
     * @return in the order of the numbers
     */
    static List<Times> inTurns(Connection connection, int... waiting) throws SQLException {
        List<List<Long>> nanos = new ArrayList<>();
        try (Statement statement = connection.createStatement()) {
            try {
                for (int each : waiting) {
                    fill(statement, each);
                    nanos.add(new ArrayList<>());
                }
                for (int round = -REHEARSED; round < ROUNDS; round++) {
                    for (int each = 0; each < waiting.length; each++) {
                        long took = claim(connection, table(waiting[each]));
                        if (round >= 0) {
                            nanos.get(each).add(took);
                        }
                    }
                }
            } finally {
                for (int each : waiting) {
                    statement.execute("drop table if exists " + table(each));
                }
            }
        }
        return nanos.stream().map(Times::of).toList();
    }

    private static String table(int waiting) {
        return "builder.bench_tasks_" + waiting;
    }

    private static void fill(Statement statement, int waiting) throws SQLException {
        String table = table(waiting);
        statement.execute("create table " + table + " (like builder.scheduled_tasks including all)");
        statement.execute(("insert into %s (task_name, task_instance, execution_time, picked, version, priority)"
                        + " select 'build', 'r-' || n, now() - n * interval '1 millisecond', false, 1, n %% 4"
                        + " from generate_series(1, %d) n")
                .formatted(table, waiting));
        statement.execute("vacuum analyze " + table);
    }

    private static long claim(Connection connection, String table) throws SQLException {
        String name;
        String instance;
        long begin = System.nanoTime();
        try (PreparedStatement find = connection.prepareStatement(FIND.formatted(table));
                ResultSet rows = find.executeQuery();
                PreparedStatement claim = connection.prepareStatement(CLAIM.formatted(table))) {
            rows.next();
            name = rows.getString(1);
            instance = rows.getString(2);
            claim.setString(1, "bench");
            claim.setString(2, name);
            claim.setString(3, instance);
            claim.setLong(4, rows.getLong(3));
            if (claim.executeUpdate() != 1) {
                throw new IllegalStateException("nothing else claims in " + table);
            }
        }
        long took = System.nanoTime() - begin;
        try (PreparedStatement back = connection.prepareStatement(GIVE_BACK.formatted(table))) {
            back.setString(1, name);
            back.setString(2, instance);
            back.executeUpdate();
        }
        return took;
    }
}

package dev.imprimatur.logs.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Which lines of a log stand in which record. A record's lines are counted once, when a reader asks for lines by their
 * numbers, and noted beside it: it never changes.
 */
@ApplicationScoped
public class LineIndex {
    private static final int PAGE = 8;
    private static final String READ = "select seq, attempt, lines, open from log_record where log_id = ? order by seq";
    private static final String NOTE = "update log_record set lines = ?, open = ? where log_id = ? and seq = ?";

    @Inject
    DataSource dataSource;

    @Inject
    LogStore store;

    /**
     * A record's lines.
     *
     * @param seq the record's number
     * @param attempt the attempt that wrote it
     * @param first the number of the line that it begins with, or goes on with
     * @param last the number of its last line
     */
    public record Block(int seq, int attempt, long first, long last) {}

    /** A record before its lines are counted: null then. */
    private record Row(int seq, int attempt, Integer lines, boolean open) {}

    /** The records of a log as it is now, in their order. */
    public List<Block> blocks(String id) {
        List<Row> rows = counted(id, rows(id));
        List<Block> blocks = new ArrayList<>(rows.size());
        long before = 0;
        Row previous = null;
        for (Row row : rows) {
            if (previous != null && previous.open() && previous.attempt() != row.attempt()) {
                // That attempt died within a line, which nothing goes on with.
                before++;
            }
            blocks.add(new Block(
                    row.seq(),
                    row.attempt(),
                    before + 1,
                    Math.max(before + 1, before + row.lines() + (row.open() ? 1 : 0))));
            before += row.lines();
            previous = row;
        }
        return blocks;
    }

    private List<Row> rows(String id) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setString(1, id);
            List<Row> rows = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(new Row(
                            result.getInt(1),
                            result.getInt(2),
                            result.getObject(3, Integer.class),
                            result.getBoolean(4)));
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException("cannot find the lines of log " + id + ": " + e.getMessage(), e);
        }
    }

    private List<Row> counted(String id, List<Row> rows) {
        Map<Integer, Row> fresh = new HashMap<>();
        int after = rows.stream()
                        .filter(row -> row.lines() == null)
                        .mapToInt(Row::seq)
                        .min()
                        .orElse(Integer.MAX_VALUE)
                - 1;
        int end = rows.isEmpty() ? 0 : rows.getLast().seq();
        while (after < end) {
            List<Row> some = store.records(id, after, null, PAGE).stream()
                    .filter(record -> record.seq() <= end)
                    .map(LineIndex::count)
                    .toList();
            if (some.isEmpty()) {
                break;
            }
            note(id, some);
            some.forEach(row -> fresh.put(row.seq(), row));
            after = some.getLast().seq();
        }
        return rows.stream().map(row -> fresh.getOrDefault(row.seq(), row)).toList();
    }

    /** How many lines this text has, the last one also if it has no end. */
    public static int lines(byte[] text) {
        return ends(text) + (open(text) ? 1 : 0);
    }

    private static Row count(LogRecord record) {
        byte[] text = record.text();
        return new Row(record.seq(), record.attempt(), ends(text), open(text));
    }

    private static int ends(byte[] text) {
        int ends = 0;
        for (byte each : text) {
            if (each == '\n') {
                ends++;
            }
        }
        return ends;
    }

    private static boolean open(byte[] text) {
        return text.length > 0 && text[text.length - 1] != '\n';
    }

    private void note(String id, List<Row> rows) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(NOTE)) {
            for (Row row : rows) {
                statement.setInt(1, row.lines());
                statement.setBoolean(2, row.open());
                statement.setString(3, id);
                statement.setInt(4, row.seq());
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (SQLException e) {
            throw new IllegalStateException("cannot note the lines of log " + id + ": " + e.getMessage(), e);
        }
    }
}

package dev.imprimatur.logs.store;

import dev.imprimatur.messaging.sql.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * Which lines of a log stand in which record. A record's lines are counted once, when a reader asks for lines by their
 * numbers, and noted beside it: it never changes.
 */
@ApplicationScoped
public class LineIndex {
    private static final int PAGE = 8;
    private static final String READ = "select seq, attempt, lines, open from log_record where log_id = ? order by seq";
    private static final String NOTE = "update log_record set lines = noted.lines::int, open = noted.open::boolean"
            + " from unnest(?, ?, ?) as noted (seq, lines, open) where log_id = ? and log_record.seq = noted.seq::int";

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
        return Sql.run(
                dataSource,
                "cannot find the lines of log " + id,
                sql -> sql.list(
                        READ,
                        row -> new Row(
                                row.getInt(1), row.getInt(2), row.getObject(3, Integer.class), row.getBoolean(4)),
                        id));
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
        Sql.run(
                dataSource,
                "cannot note the lines of log " + id,
                sql -> sql.update(NOTE, column(rows, Row::seq), column(rows, Row::lines), column(rows, Row::open), id));
    }

    private static List<String> column(List<Row> rows, Function<Row, Object> value) {
        return rows.stream().map(value).map(String::valueOf).toList();
    }
}

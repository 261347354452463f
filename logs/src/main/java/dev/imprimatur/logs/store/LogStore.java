package dev.imprimatur.logs.store;

import dev.imprimatur.events.LogReference;
import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.oci.Digest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.sql.DataSource;

/**
 * Keeps logs in the service's own schema, record by record. Only the latest attempt may add to a log, and none once it
 * is sealed: an attempt that was taken over finds itself shut out.
 */
@ApplicationScoped
public class LogStore {
    private static final String BEGIN = "insert into kept_log (id, attempt, head) values (?, ?, ?)"
            + " on conflict (id) do update set attempt = excluded.attempt"
            + " returning attempt, head, records";
    private static final String APPEND = "with log as (update kept_log"
            + " set head = ?, records = ?, bytes = bytes + ?"
            + " where id = ? and attempt = ? and head = ? and sealed_at is null returning id)"
            + " insert into log_record (log_id, seq, attempt, previous, digest, content)"
            + " select id, ?, ?, ?, ?, ? from log";
    private static final String SEAL = "update kept_log set sealed_at = coalesce(sealed_at, now()) where id = ?"
            + " returning head, bytes, records";
    private static final String STATE =
            "select attempt, head, records, bytes, sealed_at is not null from kept_log where id = ?";
    private static final String RECORDS = "select seq, attempt, kept_at, previous, digest, content from log_record"
            + " where log_id = ? and seq > ? and attempt = coalesce(?, attempt) order by seq limit ?";
    private static final String EXPIRED = "select ended_at, expired_at from expired_log where id = ?";
    private static final String EARLIER = "select digest, bytes, content, kept_at from log where id = ?";

    @Inject
    DataSource dataSource;

    /** Lets this attempt write to the log, and no earlier one any more, as part of the current transaction. */
    @Transactional(Transactional.TxType.MANDATORY)
    public LogPosition begin(String id, int attempt) {
        LogPosition start = LogPosition.start(id, attempt);
        return one(
                        "begin",
                        id,
                        BEGIN,
                        row -> new LogPosition(id, row.getInt(1), new Digest(row.getString(2)), row.getInt(3)),
                        id,
                        attempt,
                        start.head().value())
                .orElseThrow();
    }

    /**
     * Adds a record, in a transaction of its own. To be called again with the same content after an exception: what was
     * stored all the same is not stored twice.
     *
     * @return where the next one goes, or nothing if the log is another attempt's by now, or sealed
     * @throws IllegalStateException if the database does not take it
     */
    public Optional<LogPosition> append(LogPosition at, byte[] content) {
        LogPosition next = at.after(content);
        byte[] compressed = compressed(content);
        int added = Sql.run(
                dataSource,
                failure("add to", at.id()),
                sql -> sql.update(
                        APPEND,
                        next.head().value(),
                        next.records(),
                        (long) content.length,
                        at.id(),
                        at.attempt(),
                        at.head().value(),
                        next.records(),
                        at.attempt(),
                        at.head().value(),
                        next.head().value(),
                        compressed));
        if (added == 1) {
            return Optional.of(next);
        }
        return state(at.id())
                .filter(state -> state.digest().equals(next.head()))
                .map(state -> next);
    }

    /** Seals the log, as part of the current transaction. Gives how events name it, or null if it never began. */
    @Transactional(Transactional.TxType.MANDATORY)
    public LogReference seal(String id) {
        return one("seal", id, SEAL, row -> reference(id, row, row.getInt(3)), id)
                .or(() -> one("find", id, EARLIER, row -> reference(id, row, null), id))
                .orElse(null);
    }

    private static LogReference reference(String id, ResultSet row, Integer records) throws SQLException {
        return new LogReference(id, new Digest(row.getString(1)), row.getLong(2), records);
    }

    /** How far the log goes, if there is one. */
    public Optional<LogState> state(String id) {
        return one(
                "find",
                id,
                STATE,
                row -> new LogState(
                        row.getInt(1), new Digest(row.getString(2)), row.getInt(3), row.getLong(4), row.getBoolean(5)),
                id);
    }

    /**
     * The next records of a log.
     *
     * @param after the number of the record to go on after
     * @param attempt only those of this attempt, or of all if null
     * @param limit how many at most
     */
    public List<LogRecord> records(String id, int after, Integer attempt, int limit) {
        return Sql.run(
                dataSource, failure("read", id), sql -> sql.list(RECORDS, LogStore::record, id, after, attempt, limit));
    }

    private static LogRecord record(ResultSet row) throws SQLException {
        return new LogRecord(
                row.getInt(1), row.getInt(2), instant(row, 3), row.getString(4), row.getString(5), row.getBytes(6));
    }

    /**
     * The text of a log from before there were records: every line has the time in front at which all of it was kept.
     */
    public Optional<byte[]> earlierText(String id) {
        return one("read", id, EARLIER, row -> LineTime.before(unpacked(row.getBytes(3)), instant(row, 4)), id);
    }

    /** When a log that is not kept any more ended, and when it was removed for its age. */
    public Optional<ExpiredLog> expired(String id) {
        return one("find", id, EXPIRED, row -> new ExpiredLog(instant(row, 1), instant(row, 2)), id);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private <T> Optional<T> one(String what, String id, String statement, Sql.Row<T> row, Object... values) {
        return Sql.run(dataSource, failure(what, id), sql -> sql.first(statement, row, values));
    }

    private static String failure(String what, String id) {
        return "cannot " + what + " log " + id;
    }

    /** Fast rather than small: a build waits for it when it prints faster than that. */
    private static byte[] compressed(byte[] content) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(content.length / 4 + 64);
        try (GZIPOutputStream gzip = new FastGzip(compressed)) {
            gzip.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }

    private static String unpacked(byte[] content) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(content))) {
            return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream target) throws IOException {
            super(target, 8192);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}

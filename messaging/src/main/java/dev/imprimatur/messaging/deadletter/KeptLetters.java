package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.time.Received;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The table of dead letters. A record has one row, however often it is delivered and refused. */
@ApplicationScoped
public class KeptLetters {
    private static final String NOTE = """
            insert into dead_letter (id, topic, place, record_offset, record_time, key, headers, value, kind, reason,
                                     noted_at, refused_at, state)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp(), clock_timestamp(), 'WAITING')
            on conflict (id) do update set
                kind = excluded.kind, reason = excluded.reason, refused_at = excluded.refused_at,
                refusals = dead_letter.refusals + 1, state = 'WAITING',
                decided_at = null, decided_by = null, decided_why = null""";
    private static final String DECIDE = """
            update dead_letter set state = ?, decided_at = clock_timestamp(), decided_by = ?, decided_why = ?
            where id = ? and state = ?""";

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.application.name")
    String service;

    /** Notes that a record was refused, which Kafka may have delivered before. */
    public void note(ConsumerRecord<String, byte[]> refused, Throwable thrown, String reason) {
        note(id(refused), refused, thrown, reason);
    }

    /** Notes that the record of a letter was refused again. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void note(String id, ConsumerRecord<String, byte[]> refused, Throwable thrown, String reason) {
        run(NOTE, statement -> {
            statement.setString(1, id);
            statement.setString(2, refused.topic());
            statement.setInt(3, refused.partition());
            statement.setLong(4, refused.offset());
            // When it is redriven, its key is judged by when it came, whatever its sender says of that.
            statement.setObject(5, OffsetDateTime.ofInstant(Received.at(refused), ZoneOffset.UTC));
            statement.setBytes(6, LetterRow.bytes(refused.key()));
            statement.setString(7, LetterRow.json(refused.headers()));
            statement.setBytes(8, refused.value());
            statement.setString(9, thrown.getClass().getName());
            statement.setString(10, LetterRow.text(reason));
            return statement.executeUpdate();
        });
    }

    /**
     * Some letters in the order in which they were refused first.
     *
     * @param query which
     */
    @Transactional
    public List<Letter> list(LetterQuery query) {
        return run(query.sql(), statement -> {
            query.set(statement);
            try (ResultSet rows = statement.executeQuery()) {
                List<Letter> letters = new ArrayList<>();
                while (rows.next()) {
                    letters.add(LetterRow.letter(rows));
                }
                return letters;
            }
        });
    }

    /** Those of these records that were refused, whatever was decided since. */
    @Transactional
    public Set<ConsumerRecord<String, byte[]>> among(Collection<ConsumerRecord<String, byte[]>> records) {
        Map<String, ConsumerRecord<String, byte[]>> asked =
                records.stream().collect(Collectors.toMap(this::id, record -> record));
        return run("select id from dead_letter where id = any (?)", statement -> {
            statement.setArray(
                    1,
                    statement
                            .getConnection()
                            .createArrayOf("text", asked.keySet().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                Set<ConsumerRecord<String, byte[]>> refused = new HashSet<>();
                while (rows.next()) {
                    refused.add(asked.get(rows.getString(1)));
                }
                return refused;
            }
        });
    }

    /** How many wait. */
    @Transactional
    public long waiting() {
        return run("select count(*) from dead_letter where state = 'WAITING'", statement -> {
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    /** A letter with what came. */
    @Transactional
    public Optional<WholeLetter> whole(String id) {
        return row(id, LetterRow::whole);
    }

    /** The record as it came. */
    @Transactional
    public Optional<ConsumerRecord<String, byte[]>> record(String id) {
        return row(id, LetterRow::record);
    }

    /** Notes what becomes of a letter, if it is still as it was. */
    @Transactional
    public boolean decide(String id, LetterState from, LetterState to, Decision decision) {
        return run(DECIDE, statement -> {
                    statement.setString(1, to.name());
                    statement.setString(2, decision.requestedBy());
                    statement.setString(3, decision.reason());
                    statement.setString(4, id);
                    statement.setString(5, from.name());
                    return statement.executeUpdate();
                })
                > 0;
    }

    /** With the time, since offsets begin again at 0 where Kafka lost its topics. */
    private String id(ConsumerRecord<String, byte[]> refused) {
        return service + ":" + refused.topic() + "-" + refused.partition() + "-" + refused.offset() + "-"
                + refused.timestamp();
    }

    private <T> Optional<T> row(String id, Read<T> read) {
        return run("select *, octet_length(value) as bytes from dead_letter where id = ?", statement -> {
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read.of(rows)) : Optional.empty();
            }
        });
    }

    private <T> T run(String sql, Ask<T> ask) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return ask.of(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("the table of dead letters cannot be used: " + e.getMessage(), e);
        }
    }

    /** Something that is asked of the database. */
    private interface Ask<T> {
        T of(PreparedStatement statement) throws SQLException;
    }

    /** How a row is read. */
    private interface Read<T> {
        T of(ResultSet row) throws SQLException;
    }
}

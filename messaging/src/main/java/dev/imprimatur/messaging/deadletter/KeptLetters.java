package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.sql.Sql;
import dev.imprimatur.messaging.time.Received;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
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
    private static final String REFUSED_AGAIN = """
            update dead_letter set
                kind = ?, reason = ?, refused_at = clock_timestamp(), refusals = refusals + 1
            where id = ? and state = 'WAITING'""";
    private static final String DECIDE = """
            update dead_letter set state = ?, decided_at = clock_timestamp(), decided_by = ?, decided_why = ?
            where id = ? and state = ?""";
    private static final String AMONG = "select id from dead_letter where id = any (?)";
    private static final String WAITING = "select count(*) from dead_letter where state = 'WAITING'";
    private static final String ONE = "select *, octet_length(value) as bytes from dead_letter where id = ?";

    @Inject
    DataSource dataSource;

    @ConfigProperty(name = "quarkus.application.name")
    String service;

    /** Notes that a record was refused, which Kafka may have delivered before. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public void note(ConsumerRecord<String, byte[]> refused, Throwable thrown, String reason) {
        run(sql -> sql.update(
                NOTE,
                id(refused),
                refused.topic(),
                refused.partition(),
                refused.offset(),
                // When it is redriven, its key is judged by when it came, whatever its sender says of that.
                Received.at(refused),
                LetterRow.bytes(refused.key()),
                LetterRow.json(refused.headers()),
                refused.value(),
                thrown.getClass().getName(),
                LetterRow.text(reason)));
    }

    /** Notes that a letter was refused again, if nothing was decided on it meanwhile. */
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public boolean refusedAgain(String id, Throwable thrown, String reason) {
        return run(sql -> sql.update(REFUSED_AGAIN, thrown.getClass().getName(), LetterRow.text(reason), id)) > 0;
    }

    /**
     * Some letters in the order in which they were refused first.
     *
     * @param query which
     */
    @Transactional
    public List<Letter> list(LetterQuery query) {
        return run(sql -> sql.list(query.sql(), LetterRow::letter, query.values()));
    }

    /** Those of these records that were refused, whatever was decided since. */
    @Transactional
    public Set<ConsumerRecord<String, byte[]>> among(Collection<ConsumerRecord<String, byte[]>> records) {
        Map<String, ConsumerRecord<String, byte[]>> asked =
                records.stream().collect(Collectors.toMap(this::id, record -> record));
        return run(sql -> Set.copyOf(sql.list(AMONG, row -> asked.get(row.getString(1)), asked.keySet())));
    }

    /** How many wait. */
    @Transactional
    public long waiting() {
        return run(sql -> sql.first(WAITING, row -> row.getLong(1))).orElseThrow();
    }

    /** A letter with what came. */
    @Transactional
    public Optional<WholeLetter> whole(String id) {
        return run(sql -> sql.first(ONE, LetterRow::whole, id));
    }

    /** The record as it came. */
    @Transactional
    public Optional<ConsumerRecord<String, byte[]>> record(String id) {
        return run(sql -> sql.first(ONE, LetterRow::record, id));
    }

    /** Notes what becomes of a letter, if it is still as it was. */
    @Transactional
    public boolean decide(String id, LetterState from, LetterState to, Decision decision) {
        return run(sql -> sql.update(DECIDE, to.name(), decision.requestedBy(), decision.reason(), id, from.name()))
                > 0;
    }

    /** With the time, since offsets begin again at 0 where Kafka lost its topics. */
    private String id(ConsumerRecord<String, byte[]> refused) {
        return service + ":" + refused.topic() + "-" + refused.partition() + "-" + refused.offset() + "-"
                + refused.timestamp();
    }

    private <T> T run(Sql.Statements<T> statements) {
        return Sql.run(dataSource, "the table of dead letters cannot be used", statements);
    }
}

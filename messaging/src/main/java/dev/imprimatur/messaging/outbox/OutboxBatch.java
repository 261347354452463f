package dev.imprimatur.messaging.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.messaging.sql.Sql;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Sends what is next in the outbox and removes it there, in one transaction. One instance of a service sends to a topic
 * at a time, under an advisory lock of the schema and the topic, since several would break the order of a key.
 */
@ApplicationScoped
class OutboxBatch {
    /** The release before sends to all topics under this lock, and no other relay does while it has it. */
    private static final String WITHOUT_THE_RELEASE_BEFORE =
            "select pg_try_advisory_xact_lock_shared(hashtext('imprimatur.outbox.' || current_schema()))";

    private static final String FREE = "select topic from unnest(?) as topic where pg_try_advisory_xact_lock("
            + "hashtext('imprimatur.outbox.' || current_schema() || '.' || topic))";
    /** In their order, up to some rows and some bytes: the rest is for the next batch. */
    private static final String NEXT = """
            select id, topic, key, headers, payload from (
                select *, sum(octet_length(payload)) over (order by id) - octet_length(payload) as before from (
                    select * from outbox where topic = any (?) order by id limit ?) as next) as summed
             where before < 8000000 order by id""";

    private static final String DELETE = "delete from outbox where id = any (?)";

    @Inject
    DataSource dataSource;

    @Inject
    OutboxProducer producer;

    @Inject
    RefusedEvents refused;

    /** A row that was given to the producer, with what keeps its order, and Kafka's answer to come. */
    private record Sending(long id, ProducerRecord<String, String> record, Future<RecordMetadata> answer) {
        String order() {
            return record.topic() + " " + record.key();
        }

        boolean failed() {
            return answer.isDone()
                    && answer.state() == Future.State.FAILED
                    && !RefusedEvents.isForGood(answer.exceptionNow());
        }
    }

    /**
     * What became of a batch.
     *
     * @param sent rows that Kafka has
     * @param refused rows that Kafka refuses permanently, with why
     * @param held topics that Kafka refuses at present, with why
     * @param trouble why other rows wait, or null
     */
    record Outcome(List<Long> sent, Map<Long, String> refused, Map<String, String> held, Throwable trouble) {

        boolean nothing() {
            return sent.isEmpty() && refused.isEmpty() && held.isEmpty();
        }

        /** Whether Kafka had no objection to any topic. */
        boolean fine() {
            return held.isEmpty() && trouble == null;
        }
    }

    /**
     * Sends up to so many events of these topics.
     *
     * @return nothing if other instances send to all of these topics
     */
    Optional<Outcome> relay(Collection<String> topics, int most) {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = dataSource.getConnection()) {
                List<String> free = lock(new Sql(connection), topics);
                return free.isEmpty() ? Optional.empty() : Optional.of(relay(connection, free, most));
            }
        });
    }

    private Outcome relay(Connection connection, List<String> topics, int most)
            throws SQLException, JsonProcessingException, InterruptedException {
        Outcome outcome = await(send(connection, topics, most));
        Sql sql = new Sql(connection);
        refused.setAside(sql, outcome.refused());
        if (!outcome.sent().isEmpty()) {
            sql.update(DELETE, connection.createArrayOf("bigint", outcome.sent().toArray()));
        }
        return outcome;
    }

    private static List<String> lock(Sql sql, Collection<String> topics) throws SQLException {
        boolean alone =
                sql.first(WITHOUT_THE_RELEASE_BEFORE, row -> row.getBoolean(1)).orElseThrow();
        return alone ? sql.list(FREE, row -> row.getString(1), topics) : List.of();
    }

    /** Up to the first one that Kafka does not take at once: each would wait as long for a broker that is away. */
    private List<Sending> send(Connection connection, List<String> topics, int most)
            throws SQLException, JsonProcessingException {
        List<Sending> sendings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setArray(1, connection.createArrayOf("text", topics.toArray()));
            select.setInt(2, most);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next() && (sendings.isEmpty() || !sendings.getLast().failed())) {
                    ProducerRecord<String, String> record = record(rows);
                    sendings.add(new Sending(rows.getLong("id"), record, producer.send(record)));
                }
            }
        }
        return sendings;
    }

    /** What follows a row that Kafka has not taken waits with it if it has the same key, and is gone otherwise. */
    private static Outcome await(List<Sending> sendings) throws InterruptedException {
        List<Long> sent = new ArrayList<>();
        Map<Long, String> refused = new LinkedHashMap<>();
        Map<String, String> held = new HashMap<>();
        Set<String> waiting = new HashSet<>();
        Throwable trouble = null;
        for (Sending each : sendings) {
            try {
                each.answer.get();
                if (!waiting.contains(each.order())) {
                    sent.add(each.id);
                }
            } catch (ExecutionException e) {
                Throwable why = e.getCause();
                if (RefusedEvents.isForGood(why)) {
                    refused.put(each.id, why.getMessage());
                } else {
                    waiting.add(each.order());
                    if (HeldTopics.isRefusal(why)) {
                        held.put(each.record.topic(), why.getMessage());
                    } else {
                        trouble = why;
                    }
                }
            }
        }
        return new Outcome(sent, refused, held, trouble);
    }

    private static ProducerRecord<String, String> record(ResultSet row) throws SQLException, JsonProcessingException {
        ProducerRecord<String, String> record =
                new ProducerRecord<>(row.getString("topic"), row.getString("key"), row.getString("payload"));
        Map<String, String> headers = EventJson.MAPPER.readValue(row.getString("headers"), new TypeReference<>() {});
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}

package dev.imprimatur.messaging.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.messaging.MessagingConfig;
import dev.imprimatur.messaging.event.EventJson;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;

/**
 * Relays the outbox to Kafka in the order of its rows. One instance of a service relays at a time, under an advisory
 * lock of the schema, since several would break the order of a key. A crash between sending and deleting sends again:
 * receivers know events by their ids.
 */
@ApplicationScoped
public class OutboxRelay {
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    /** In their order, up to some rows and some bytes: the rest is for the next batch. */
    private static final String NEXT = """
            select id, topic, key, headers, payload from (
                select *, sum(octet_length(payload)) over (order by id) - octet_length(payload) as before from (
                    select * from outbox order by id limit 500) as next) as summed
             where before < 8000000 order by id""";

    private static final Duration POLL = Duration.ofMillis(500);

    @Inject
    DataSource dataSource;

    @Inject
    MessagingConfig config;

    @Inject
    RefusedEvents refused;

    /** Everything that is configured as {@code kafka.…}: security, for example. */
    @Inject
    @Identifier("default-kafka-broker")
    Map<String, Object> kafka;

    private final Semaphore due = new Semaphore(0);
    private volatile boolean stopping;
    private Thread thread;
    private Producer<String, String> producer;

    /** A row that was given to the producer, with what keeps its order, and Kafka's answer to come. */
    private record Sending(long id, String key, Future<RecordMetadata> answer) {
        boolean failed() {
            return answer.isDone()
                    && answer.state() == Future.State.FAILED
                    && !RefusedEvents.isForGood(answer.exceptionNow());
        }
    }

    /** What became of a batch: the trouble is why some rows wait, or null. */
    private record Outcome(List<Long> sent, Map<Long, String> refused, Throwable trouble) {
        static final Outcome NOTHING = new Outcome(List.of(), Map.of(), null);

        boolean nothing() {
            return sent.isEmpty() && refused.isEmpty();
        }
    }

    void start(@Observes @Priority(100) StartupEvent event) {
        producer = new KafkaProducer<>(settings(), new StringSerializer(), new StringSerializer());
        thread = Thread.ofPlatform().name("outbox-relay").daemon().start(this::relay);
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 20_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
        // JSON shrinks to a fraction, and every client can read gzip.
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        return settings;
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        wake();
        thread.join(Duration.ofSeconds(5));
        producer.close(Duration.ofSeconds(1));
    }

    /** Looks for events now. */
    void wake() {
        due.release();
    }

    private void relay() {
        while (!stopping) {
            try {
                Outcome outcome = QuarkusTransaction.requiringNew().call(this::relayBatch);
                if (outcome.trouble() != null) {
                    waitAfter(outcome.trouble());
                } else if (outcome.nothing()) {
                    due.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS);
                    due.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                waitAfter(e);
            }
        }
    }

    private void waitAfter(Throwable trouble) {
        if (!stopping) {
            LOG.warnf(
                    "events wait in the outbox, since Kafka or the database does not take them: %s",
                    trouble.getMessage());
            due.drainPermits();
            waitBeforeNextTry();
        }
    }

    private void waitBeforeNextTry() {
        try {
            due.tryAcquire(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Outcome relayBatch() throws SQLException, JsonProcessingException, InterruptedException {
        try (Connection connection = dataSource.getConnection()) {
            if (!lock(connection)) {
                return Outcome.NOTHING;
            }
            List<Sending> sendings = send(connection);
            Outcome outcome = await(sendings);
            refused.setAside(connection, outcome.refused());
            delete(connection, outcome.sent());
            return outcome;
        }
    }

    /** Up to the first one that Kafka does not take at once: each would wait as long for a broker that is away. */
    private List<Sending> send(Connection connection) throws SQLException, JsonProcessingException {
        List<Sending> sendings = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(NEXT);
                ResultSet rows = select.executeQuery()) {
            while (rows.next() && (sendings.isEmpty() || !sendings.getLast().failed())) {
                ProducerRecord<String, String> record = record(rows);
                sendings.add(
                        new Sending(rows.getLong("id"), record.topic() + " " + record.key(), producer.send(record)));
            }
        }
        return sendings;
    }

    /** What follows a row that Kafka has not taken waits with it if it has the same key, and is gone otherwise. */
    private static Outcome await(List<Sending> sendings) throws InterruptedException {
        List<Long> sent = new ArrayList<>();
        Map<Long, String> refused = new LinkedHashMap<>();
        Set<String> waiting = new HashSet<>();
        Throwable trouble = null;
        for (Sending each : sendings) {
            try {
                each.answer.get();
                if (!waiting.contains(each.key)) {
                    sent.add(each.id);
                }
            } catch (ExecutionException e) {
                if (RefusedEvents.isForGood(e.getCause())) {
                    refused.put(each.id, e.getCause().getMessage());
                } else {
                    waiting.add(each.key);
                    trouble = e.getCause();
                }
            }
        }
        return new Outcome(sent, refused, trouble);
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement(
                        "select pg_try_advisory_xact_lock(hashtext('imprimatur.outbox.' || current_schema()))");
                ResultSet result = lock.executeQuery()) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static ProducerRecord<String, String> record(ResultSet row) throws SQLException, JsonProcessingException {
        ProducerRecord<String, String> record =
                new ProducerRecord<>(row.getString("topic"), row.getString("key"), row.getString("payload"));
        Map<String, String> headers = EventJson.MAPPER.readValue(row.getString("headers"), new TypeReference<>() {});
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static void delete(Connection connection, List<Long> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement("delete from outbox where id = any (?)")) {
            delete.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            delete.executeUpdate();
        }
    }
}

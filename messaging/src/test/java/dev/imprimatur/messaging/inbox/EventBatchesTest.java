package dev.imprimatur.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that come while others are handled are handled together, and each ends as if it had come alone. */
@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class EventBatchesTest {
    private static final Topic TOPIC = Topic.REBUILD_CANCEL_REQUESTED;
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int MANY = 30;

    @Inject
    Events events;

    @Inject
    Batched batched;

    @Inject
    KeptLetters letters;

    @Inject
    DeadLetterDesk desk;

    @Inject
    DataSource dataSource;

    @Inject
    MeterRegistry meters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String servers;

    private final String key = UUID.randomUUID().toString();
    private final CountDownLatch released = new CountDownLatch(1);
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private Kafka kafka;

    @BeforeEach
    void open() {
        kafka = new Kafka(servers);
        batched.handled().clear();
    }

    @AfterEach
    void close() {
        released.countDown();
        batched.does(id -> {});
        kafka.close();
    }

    @Test
    void whatComesMeanwhileIsOneTransaction() throws Exception {
        held();
        batched.sizes().clear();
        List<String> ids = send(MANY);
        release();

        awaitHandled(ids);
        assertThat(ofThese(ids)).isEqualTo(ids);
        assertThat(batched.sizes()).anySatisfy(size -> assertThat(size).isGreaterThan(1));
        assertThat(batched.sizes()).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(EventBatches.MOST));
        assertThat(batches("together")).isPositive();
        offsets().awaitAllCommitted();
    }

    @Test
    void onlyTheRecordThatCannotBeHandledIsPutAside() throws Exception {
        double failed = batches("alone");
        held();
        List<String> before = send(MANY / 2);
        String poison = send("poison");
        send(TOPIC, "garbage in the middle");
        List<String> after = send(MANY / 2);
        batched.does(id -> {
            if (id.equals(poison)) {
                throw new IllegalStateException("poison");
            }
        });
        release();

        List<String> good = IntStream.range(0, MANY)
                .mapToObj(i -> i < MANY / 2 ? before.get(i) : after.get(i - MANY / 2))
                .toList();
        awaitNoted(good);
        assertThat(noted(List.of(poison))).isZero();
        offsets().awaitAllCommitted();
        assertThat(waiting())
                .extracting(Letter::reason)
                .hasSize(2)
                .anySatisfy(why -> assertThat(why).contains("poison"));
        assertThat(batches("alone")).isGreaterThan(failed);

        batched.does(id -> {});
        Letter letter = waiting().stream()
                .filter(each -> each.reason().contains("poison"))
                .findFirst()
                .orElseThrow();
        assertThat(desk.decide(DeadLetterDesk.Act.REDRIVE, new Decision(List.of(letter.id()), "mended", "ann"))
                        .getFirst()
                        .done())
                .isTrue();
        assertThat(noted(List.of(poison))).isOne();
    }

    @Test
    void deadLettersAreInTheOrderOfTheirRecords() throws Exception {
        held();
        List<String> garbage =
                IntStream.range(0, MANY).mapToObj(i -> "garbage " + i).toList();
        for (String each : garbage) {
            send(TOPIC, each);
        }
        release();

        offsets().awaitAllCommitted();
        assertThat(kafka.records(TOPIC.deadLetters()).stream()
                        .filter(letter -> key.equals(letter.key()))
                        .map(letter -> new String(letter.value(), StandardCharsets.UTF_8)))
                .containsExactlyElementsOf(garbage);
    }

    @Test
    void whereTheDatabaseEndsTheConnectionEachIsHandledOnceAllTheSame() throws Exception {
        held();
        List<String> ids = send(MANY);
        String middle = ids.get(MANY / 2);
        batched.does(id -> {
            if (id.equals(middle) && seen.add(id)) {
                endConnection();
            }
        });
        release();

        awaitHandled(ids);
        awaitNoted(ids);
        assertThat(waiting()).isEmpty();
        offsets().awaitAllCommitted();
    }

    @Test
    void noOffsetPassesWhatIsNotStored() throws Exception {
        held();
        List<String> ids = new ArrayList<>(send(MANY));
        ids.add("last-" + UUID.randomUUID());
        RecordMetadata last = kafka.confirmed(TOPIC, key, text(ids.getLast()));
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        batched.does(id -> {
            if (id.equals(ids.getLast())) {
                reached.countDown();
                pass(end);
            }
        });
        release();
        assertThat(reached.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();

        // Those of the same transaction are handled, and not stored.
        long first = last.offset() + 1 - batched.sizes().getLast();
        TopicPartition partition = new TopicPartition(TOPIC.topic(), last.partition());
        await().during(Duration.ofSeconds(2))
                .atMost(LIMIT)
                .untilAsserted(() -> assertThat(offsets().committed(partition)).isLessThanOrEqualTo(first));
        end.countDown();
        awaitHandled(ids);
        offsets().awaitAllCommitted();
    }

    @Test
    void whatFailsWhileTheServiceStopsIsNoDeadLetter() {
        List<Runnable> tasks = new ArrayList<>();
        EventBatches batches = new EventBatches(events, tasks::add, several -> {});
        List<String> ends = new ArrayList<>();
        deliver(2, ends, batches.topic(new TopicHandler() {
            @Override
            public void handle(ConsumerRecord<String, byte[]> record) {
                ends.add("handled");
            }

            @Override
            public Handling<?> checked(ConsumerRecord<String, byte[]> record) {
                return Handling.of(record, RebuildCancelRequested.class, event -> {
                    batches.stop();
                    throw new IllegalStateException("the service stops");
                });
            }
        }));

        run(tasks);

        assertThat(ends).isEmpty();
    }

    /**
     * A record that cannot be read, and then the database is away for hours: meanwhile an operator takes a stolen key
     * away.
     */
    @Test
    void whatWaitedIsCheckedAgain() {
        List<Runnable> tasks = new ArrayList<>();
        EventBatches batches = new EventBatches(events, tasks::add, several -> {});
        List<String> ends = new ArrayList<>();
        Set<Long> refused = ConcurrentHashMap.newKeySet();
        refused.add(0L);
        deliver(2, ends, batches.topic(new TopicHandler() {
            @Override
            public void handle(ConsumerRecord<String, byte[]> record) {
                long begin = System.nanoTime();
                await().until(() -> System.nanoTime() - begin > TimeUnit.MILLISECONDS.toNanos(1200));
                refused.add(1L);
                throw new BadEventException("no key signed record " + record.offset());
            }

            @Override
            public Handling<?> checked(ConsumerRecord<String, byte[]> record) {
                if (refused.contains(record.offset())) {
                    throw new BadEventException("no key signed record " + record.offset());
                }
                return Handling.of(record, RebuildCancelRequested.class, event -> ends.add("recorded"));
            }
        }));

        run(tasks);

        assertThat(ends).containsExactly("put aside", "put aside");
    }

    private static void run(List<Runnable> tasks) {
        while (!tasks.isEmpty()) {
            tasks.removeFirst().run();
        }
    }

    /** Offsets from 0 on. */
    private static void deliver(int count, List<String> ends, Flow.Subscriber<Message<byte[]>> topic) {
        topic.onSubscribe(new Flow.Subscription() {
            @Override
            public void request(long more) {
                // They come below.
            }

            @Override
            public void cancel() {
                // Never.
            }
        });
        for (int i = 0; i < count; i++) {
            byte[] value = text(UUID.randomUUID().toString());
            ConsumerRecord<String, byte[]> record = new ConsumerRecord<>(TOPIC.topic(), 0, i, "none", value);
            topic.onNext(Message.of(
                    value,
                    Metadata.of(new IncomingKafkaRecordMetadata<>(record, "delivered", 0, -1)),
                    () -> ended(ends, "acknowledged"),
                    why -> ended(ends, "put aside")));
        }
    }

    private static CompletionStage<Void> ended(List<String> ends, String how) {
        ends.add(how);
        return CompletableFuture.completedFuture(null);
    }

    /** From here on a record is in hand. */
    private void held() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        batched.does(id -> {
            begun.countDown();
            pass(released);
        });
        send("holds");
        begun.await();
    }

    private void release() {
        released.countDown();
    }

    private static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> send(int count) throws Exception {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(send("id"));
        }
        return ids;
    }

    private String send(String name) throws Exception {
        String id = name + "-" + UUID.randomUUID();
        kafka.confirmed(TOPIC, key, text(id));
        return id;
    }

    private void send(Topic topic, String value) throws Exception {
        kafka.confirmed(topic, key, value.getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] text(String id) {
        return "{\"rebuildId\":\"none\",\"eventId\":\"%s\"}".formatted(id).getBytes(StandardCharsets.UTF_8);
    }

    private void awaitHandled(List<String> ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(batched.handled()).containsAll(ids));
    }

    /** Until their transaction has ended, too. */
    private void awaitNoted(List<String> ids) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(noted(ids)).isEqualTo(ids.size()));
    }

    private List<String> ofThese(List<String> ids) {
        return batched.handled().stream().filter(ids::contains).toList();
    }

    private List<Letter> waiting() {
        return letters.list(new LetterQuery(TOPIC.topic(), LetterState.WAITING, null, 500)).stream()
                .filter(letter -> key.equals(letter.key()))
                .toList();
    }

    private double batches(String outcome) {
        return meters.counter("imprimatur.inbox.batches", "outcome", outcome).count();
    }

    private void endConnection() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long noted(List<String> ids) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select count(*) from inbox_event where event_id in ('" + String.join("', '", ids) + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private CommittedOffsets offsets() {
        return new CommittedOffsets(servers, "batched", TOPIC.topic());
    }
}

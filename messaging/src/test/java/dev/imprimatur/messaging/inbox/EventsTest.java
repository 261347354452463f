package dev.imprimatur.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.EventFixtures;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class EventsTest {
    @Inject
    Events events;

    @Inject
    MeterRegistry meters;

    @Inject
    DataSource dataSource;

    private final List<String> handled = new ArrayList<>();

    @Test
    void anEventIsHandledOnceOverAllDeliveries() {
        ConsumerRecord<String, byte[]> record = request();

        for (int delivery = 0; delivery < 3; delivery++) {
            events.handle(record, RebuildRequested.class, event -> handled.add(event.eventId()));
        }

        assertThat(handled).hasSize(1);
    }

    @Test
    void aHandlerThatFailedIsTriedAgainAndItsInboxEntryDoesNotStay() {
        ConsumerRecord<String, byte[]> record = request();
        AtomicInteger tries = new AtomicInteger();

        assertThatThrownBy(() -> events.handle(record, RebuildRequested.class, event -> {
                    tries.incrementAndGet();
                    throw new IllegalStateException("defect");
                }))
                .hasStackTraceContaining("defect");
        events.handle(record, RebuildRequested.class, event -> handled.add(event.eventId()));

        assertThat(tries).hasValue(3);
        assertThat(handled).hasSize(1);
    }

    @Test
    void whileTheDatabaseIsInTroubleTheRecordWaits() {
        AtomicInteger tries = new AtomicInteger();

        events.handle(request(), RebuildRequested.class, event -> {
            if (tries.incrementAndGet() < 5) {
                throw new IllegalStateException(new SQLException("terminating connection", "57P01"));
            }
            handled.add(event.eventId());
        });

        assertThat(handled).hasSize(1);
    }

    @Test
    void waitingForTheDatabaseIsNoTry() {
        AtomicInteger tries = new AtomicInteger();

        events.handle(request(), RebuildRequested.class, event -> {
            int now = tries.incrementAndGet();
            if (now <= 4) {
                throw commitThatFailed();
            }
            if (now <= 6) {
                throw new IllegalStateException("a transient failure");
            }
            handled.add(event.eventId());
        });

        assertThat(handled).hasSize(1);
    }

    /** The transaction manager tells why as a suppressed exception. */
    private static RuntimeException commitThatFailed() {
        RuntimeException thrown = new RuntimeException("could not commit", new Exception("rolled back"));
        thrown.getCause().addSuppressed(new SQLException("I/O error", "08006"));
        return thrown;
    }

    @Test
    void theSameIdOfAnotherSenderIsAnotherEvent() {
        String id = UUID.randomUUID().toString();
        List<RebuildId> rebuilds = new ArrayList<>();

        for (String source : List.of("/a", "/b", "/a")) {
            events.handle(
                    sent(Map.of("ce_id", id, "ce_source", source)),
                    RebuildRequested.class,
                    event -> rebuilds.add(event.rebuildId()));
        }

        assertThat(rebuilds).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void theSameIdOnAnotherTopicIsAnotherEvent() {
        String id = UUID.randomUUID().toString();

        events.handle(
                EventFixtures.record(
                        RebuildCancelRequested.class, "{\"rebuildId\":\"none\",\"eventId\":\"%s\"}".formatted(id)),
                RebuildCancelRequested.class,
                event -> handled.add("cancel"));
        events.handle(named(id), RebuildRequested.class, event -> handled.add("request"));

        assertThat(handled).containsExactly("cancel", "request");
    }

    @Test
    void aDuplicateOfOtherContentIsCounted() {
        String id = UUID.randomUUID().toString();
        double before = conflicts();

        events.handle(named(id), RebuildRequested.class, event -> handled.add("first"));
        events.handle(named(id), RebuildRequested.class, event -> handled.add("again"));
        assertThat(conflicts()).isEqualTo(before);
        events.handle(
                EventFixtures.record(
                        RebuildRequested.class, "{\"type\":\"rebuild-stale\",\"eventId\":\"%s\"}".formatted(id)),
                RebuildRequested.class,
                event -> handled.add("another"));

        assertThat(handled).containsExactly("first");
        assertThat(conflicts()).isEqualTo(before + 1);
    }

    @Test
    void whatTheLastReleaseHandledIsKnown() throws SQLException {
        String id = UUID.randomUUID().toString();
        change("insert into inbox (event_id, topic) values ('%s', 'rebuild-requested')".formatted(id));
        String other = UUID.randomUUID().toString();
        change("insert into inbox (event_id, topic) values ('%s', 'rebuild-cancel-requested')".formatted(other));

        events.handle(
                sent(Map.of("ce_id", id, "ce_source", "/twin")),
                RebuildRequested.class,
                event -> handled.add("twin of what the last release handled"));
        events.handle(named(id), RebuildRequested.class, event -> handled.add("again"));
        assertThat(handled).isEmpty();

        events.handle(named(other), RebuildRequested.class, event -> handled.add("of another topic"));
        events.handle(named(other), RebuildRequested.class, event -> handled.add("again"));
        assertThat(handled).containsExactly("of another topic");
    }

    @Test
    void theLastReleaseKnowsWhatThisOneHandled() throws SQLException {
        String id = UUID.randomUUID().toString();
        events.handle(named(id), RebuildRequested.class, event -> handled.add("once"));

        assertThat(change(
                        "insert into inbox (event_id, topic) values ('%s', 'rebuild-requested') on conflict do nothing"
                                .formatted(id)))
                .isZero();
    }

    @Test
    void ofTwoDeliveriesAtOnceOneIsHandled() throws Exception {
        ConsumerRecord<String, byte[]> record = request();
        List<String> both = new CopyOnWriteArrayList<>();
        CyclicBarrier together = new CyclicBarrier(2);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 2; i++) {
                threads.submit(() -> {
                    together.await();
                    events.handle(record, RebuildRequested.class, event -> both.add(event.eventId()));
                    return null;
                });
            }
        }

        assertThat(both).hasSize(1);
    }

    @Test
    void anIdThatNoIndexTakesIsThrownBackAtOnce() {
        assertThatThrownBy(() ->
                        events.handle(named("x".repeat(10_000)), RebuildRequested.class, event -> handled.add("never")))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("an event's id has 1 to 512 characters");
        assertThatThrownBy(() -> events.handle(
                        sent(Map.of("ce_id", "two\nlines")), RebuildRequested.class, event -> handled.add("never")))
                .isInstanceOf(BadEventException.class)
                .hasMessageContaining("control characters");
    }

    @Test
    void aWholePairOfCharactersIsAnIdentity() {
        String whole = "\ud83d\ude00" + UUID.randomUUID();
        events.handle(named(whole), RebuildRequested.class, event -> handled.add(event.eventId()));
        events.handle(named(whole), RebuildRequested.class, event -> handled.add(event.eventId()));
        assertThat(handled).containsExactly(whole);
    }

    @Test
    void aPoisonRecordIsThrownBackAtOnce() {
        assertThatThrownBy(() -> events.handle(
                        EventFixtures.record(RebuildRequested.class, "garbage"),
                        RebuildRequested.class,
                        event -> handled.add("never")))
                .isInstanceOf(BadEventException.class);
        assertThat(handled).isEmpty();
    }

    @Test
    void severalAreHandledInTheirOrderByOneTransaction() throws SQLException {
        List<String> ids = ids(20);

        assertThat(events.handleTogether(handlings(ids), first -> handled.add("locked " + first.size())))
                .isTrue();

        assertThat(handled).startsWith("locked 20").containsSubsequence(ids).hasSize(21);
        assertThat(rows("count(distinct xmin::text)", ids)).isOne();
        assertThat(rows("count(*)", ids)).isEqualTo(20);
    }

    @Test
    void ifOneFailsNothingHasHappened() throws SQLException {
        List<String> ids = ids(5);
        List<Handling<?>> several = new ArrayList<>(handlings(ids));
        String poison = UUID.randomUUID().toString();
        several.add(2, Handling.of(named(poison), RebuildRequested.class, event -> {
            throw new IllegalStateException("poison");
        }));

        assertThat(events.handleTogether(several, first -> {})).isFalse();

        assertThat(rows("count(*)", ids)).isZero();
        assertThat(rows("count(*)", List.of(poison))).isZero();
    }

    @Test
    void ifTheConnectionBreaksInTheMiddleNothingHasHappened() throws SQLException {
        List<String> ids = ids(5);
        List<Handling<?>> several = new ArrayList<>(handlings(ids));
        several.add(3, Handling.of(request(), RebuildRequested.class, event -> endConnection()));

        assertThat(events.handleTogether(several, first -> {})).isFalse();
        assertThat(rows("count(*)", ids)).isZero();

        handled.clear();
        assertThat(events.handleTogether(handlings(ids), first -> {})).isTrue();
        assertThat(handled).isEqualTo(ids);
    }

    @Test
    void aDuplicateAmongSeveralIsADuplicate() {
        String id = UUID.randomUUID().toString();
        double before = conflicts();
        List<Handling<?>> several = new ArrayList<>(handlings(List.of(id, id)));
        several.add(Handling.of(
                EventFixtures.record(
                        RebuildRequested.class, "{\"type\":\"rebuild-stale\",\"eventId\":\"%s\"}".formatted(id)),
                RebuildRequested.class,
                event -> handled.add("another")));

        assertThat(events.handleTogether(several, first -> {})).isTrue();
        assertThat(handled).containsExactly(id);
        assertThat(conflicts()).isEqualTo(before + 1);

        assertThat(events.handleTogether(several, first -> handled.add("locked " + first.size())))
                .isTrue();
        assertThat(handled).containsExactly(id, "locked 0");
        assertThat(conflicts()).isEqualTo(before + 2);
    }

    @Test
    void amongSeveralThoseThatTheLastReleaseHandledAreKnown() throws SQLException {
        List<String> ids = ids(3);
        change("insert into inbox (event_id, topic) values ('%s', 'rebuild-requested')".formatted(ids.get(1)));

        assertThat(events.handleTogether(handlings(ids), first -> {})).isTrue();

        assertThat(handled).containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void twoWithTheSameEventsInOppositeOrderDoNotWaitForEachOtherCrosswise() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        List<String> both = new CopyOnWriteArrayList<>();
        List<Future<Boolean>> ends = new ArrayList<>();
        List<String> all = ids(200);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (List<String> ids : List.of(all, all.reversed())) {
                List<Handling<?>> several = ids.stream()
                        .<Handling<?>>map(id ->
                                Handling.of(named(id), RebuildRequested.class, event -> both.add(event.eventId())))
                        .toList();
                ends.add(threads.submit(() -> {
                    together.await();
                    return events.handleTogether(several, first -> {});
                }));
            }
            for (Future<Boolean> end : ends) {
                assertThat(end.get()).isTrue();
            }
        }

        assertThat(both).containsExactlyInAnyOrderElementsOf(all);
    }

    private List<Handling<?>> handlings(List<String> ids) {
        return ids.stream()
                .<Handling<?>>map(
                        id -> Handling.of(named(id), RebuildRequested.class, event -> handled.add(event.eventId())))
                .toList();
    }

    private static List<String> ids(int count) {
        return Stream.generate(() -> UUID.randomUUID().toString()).limit(count).toList();
    }

    /** The database ends the connection of the transaction that goes on. */
    private void endConnection() {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_terminate_backend(pg_backend_pid())");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private long rows(String what, List<String> ids) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select " + what + " from inbox_event where event_id in ('"
                        + String.join("', '", ids) + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    private double conflicts() {
        return meters.counter("imprimatur.inbox.conflicts", "topic", "rebuild-requested")
                .count();
    }

    private int change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private static ConsumerRecord<String, byte[]> request() {
        return named(UUID.randomUUID().toString());
    }

    private static ConsumerRecord<String, byte[]> named(String id) {
        return EventFixtures.record(
                RebuildRequested.class, "{\"type\":\"rebuild-all\",\"eventId\":\"%s\"}".formatted(id));
    }

    private static ConsumerRecord<String, byte[]> sent(Map<String, String> headers) {
        ConsumerRecord<String, byte[]> record =
                EventFixtures.record(RebuildRequested.class, "{\"type\":\"rebuild-all\"}");
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }
}

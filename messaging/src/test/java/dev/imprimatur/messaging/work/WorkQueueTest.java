package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.Priority;
import dev.imprimatur.messaging.StartOrder;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.messaging.stack.Postgres;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class WorkQueueTest {
    private static final Duration LONGER_THAN_FOUR_HEARTBEATS = Duration.ofSeconds(10);

    @Inject
    WorkQueue queue;

    @Inject
    Recorded work;

    @Inject
    DataSource dataSource;

    /** Notes what runs; what it is to answer is part of the id. */
    @ApplicationScoped
    static class Recorded implements Work {
        private final List<String> runs = new CopyOnWriteArrayList<>();
        private final AtomicInteger waiting = new AtomicInteger();
        private final AtomicInteger held = new AtomicInteger();
        private final CountDownLatch released = new CountDownLatch(1);
        private final CountDownLatch ended = new CountDownLatch(1);
        private final AtomicInteger next = new AtomicInteger(100);
        private volatile boolean loaded = true;

        @Inject
        WorkQueue queue;

        @Override
        public String name() {
            return "recorded";
        }

        @Override
        public Next run(String id) {
            if (id.startsWith("blocked")) {
                waiting.incrementAndGet();
                awaitRelease(released);
            }
            if (id.startsWith("held")) {
                held.incrementAndGet();
                awaitRelease(ended);
            }
            if (id.startsWith("slow") || id.startsWith("load")) {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
            }
            runs.add(id);
            if (id.startsWith("load") && loaded) {
                more();
            }
            long before = runs.stream().filter(id::equals).count();
            if (id.startsWith("fails") && before == 1) {
                throw new IllegalStateException("a transient failure");
            }
            return id.startsWith("again") && before < 3 ? Next.again(Duration.ofMillis(10)) : Next.done();
        }

        /** One more piece for each that is done: there is always something more urgent than the background. */
        private void more() {
            QuarkusTransaction.requiringNew()
                    .run(() -> queue.add(this, "load-" + next.incrementAndGet(), Priority.MANUAL));
        }

        void endLoad() {
            loaded = false;
        }

        long count(String kind) {
            return runs.stream().filter(id -> id.startsWith(kind)).count();
        }

        int blocked() {
            return waiting.get();
        }

        void release() {
            released.countDown();
        }

        int held() {
            return held.get();
        }

        void endHeld() {
            ended.countDown();
        }

        private static void awaitRelease(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        List<String> runs() {
            return runs;
        }
    }

    @Test
    void workIsDoneOnceItsTransactionHasCommitted() {
        add("plain");

        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("plain"));
    }

    /** Adds work before the queue takes any, as what makes good what a restored database does not know. */
    @ApplicationScoped
    static class Recall {
        @Inject
        WorkQueue queue;

        @Inject
        Recorded work;

        void start(@Observes @jakarta.annotation.Priority(StartOrder.RECALL) StartupEvent event) {
            QuarkusTransaction.requiringNew().run(() -> queue.add(work, "recalled", Priority.MANUAL));
        }
    }

    @Test
    void workThatIsAddedBeforeTheQueueTakesAnyIsDone() {
        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("recalled"));
    }

    @Test
    void workOfARolledBackTransactionIsNot() {
        QuarkusTransaction.begin();
        queue.add(work, "rolled-back", Priority.MANUAL);
        QuarkusTransaction.rollback();
        add("after-rollback");

        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("after-rollback"));
        assertThat(work.runs()).doesNotContain("rolled-back");
    }

    @Test
    void workRunsAgainWhenItSaysSoAndWhenItFails() {
        add("again");
        add("fails");

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(work.runs()).filteredOn("again"::equals).hasSize(3);
            assertThat(work.runs()).filteredOn("fails"::equals).hasSize(2);
        });
    }

    @Test
    void nothingIsTakenThatWaitsForAThread() throws Exception {
        for (int i = 0; i < 20; i++) {
            add("blocked-" + i);
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> work.blocked() == 2);

        try (Connection connection = dataSource.getConnection();
                ResultSet taken = connection
                        .createStatement()
                        .executeQuery("select count(*) from scheduled_tasks where picked")) {
            taken.next();
            assertThat(taken.getInt(1)).isEqualTo(2);
        } finally {
            work.release();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> work.runs().stream()
                                .filter(id -> id.startsWith("blocked"))
                                .count()
                        == 20);
    }

    @Test
    void nothingStarvesUnderConstantLoad() {
        QuarkusTransaction.requiringNew().run(() -> {
            for (int i = 0; i < 4; i++) {
                queue.add(work, "load-" + i, Priority.MANUAL);
            }
            queue.add(work, "background", Priority.BACKGROUND);
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> work.runs().contains("background"));
        work.endLoad();
        assertThat(work.count("load"))
                .as("what is more urgent came first for a while")
                .isGreaterThan(8);
    }

    @Test
    void whatIsUrgentOvertakesWhateverWaits() {
        QuarkusTransaction.requiringNew().run(() -> {
            for (int i = 0; i < 50; i++) {
                queue.add(work, "slow-" + i, Priority.MANUAL);
            }
        });
        await().atMost(Duration.ofSeconds(10)).until(() -> work.count("slow") >= 2);

        QuarkusTransaction.requiringNew().run(() -> queue.add(work, "urgent", Priority.SECURITY));

        await().atMost(Duration.ofSeconds(20)).until(() -> work.runs().contains("urgent"));
        assertThat(work.count("slow")).isLessThan(20);
        await().atMost(Duration.ofSeconds(60)).until(() -> work.count("slow") == 50);
    }

    /** They are read before they are taken. */
    @Test
    void whatALongChainIsBuiltFromIsMoreUrgent() {
        QuarkusTransaction.requiringNew().run(() -> {
            queue.add(work, "ahead-0", Priority.MANUAL, Duration.ofMillis(99));
            queue.add(work, "ahead-1", Priority.MANUAL, Duration.ofMillis(350));
            queue.add(work, "ahead-2", Priority.MANUAL, Duration.ofDays(1000));
            assertThat(rows("select priority from scheduled_tasks where task_instance like 'ahead-%'"
                            + " order by task_instance"))
                    .containsExactly("30", "33", "39");
        });
    }

    /** What no sender should say neither delays a piece of work nor makes it more urgent than it can be. */
    @Test
    void ofOneStepTheLongerChainGoesFirst() {
        QuarkusTransaction.requiringNew().run(() -> {
            queue.add(work, "behind-none", Priority.MANUAL, Duration.ofDays(-1000));
            queue.add(work, "behind-10", Priority.MANUAL, Duration.ofMillis(10));
            queue.add(work, "behind-90", Priority.MANUAL, Duration.ofMillis(90));
            queue.add(work, "behind-310", Priority.MANUAL, Duration.ofMillis(310));
            queue.add(work, "behind-390", Priority.MANUAL, Duration.ofMillis(390));
            queue.add(work, "behind-most", Priority.MANUAL, Duration.ofSeconds(Integer.MAX_VALUE));
            assertThat(rows("select task_instance from scheduled_tasks where task_instance like 'behind-%'"
                            + " order by priority desc, execution_time"))
                    .containsExactly(
                            "behind-most", "behind-390", "behind-310", "behind-90", "behind-10", "behind-none");
            assertThat(
                            rows(
                                    "select task_instance from scheduled_tasks where task_instance like 'behind-%'"
                                            + " and execution_time not between clock_timestamp() - interval '10 seconds' and clock_timestamp()"))
                    .isEmpty();
        });
    }

    @Test
    void whatWaitsGrowsAsUrgentAsItMayAndNeverAsSecurityUnlessItIs() throws Exception {
        change("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority,"
                + " first_priority) values"
                + " ('of-another-release', 'waits', now() - interval '1 day', false, 1, 10, null),"
                + " ('of-another-release', 'grew-into-security', now() - interval '1 day', false, 1, 40, 10),"
                + " ('of-another-release', 'is-security', now() - interval '1 day', false, 1, 40, null),"
                + " ('of-another-release', 'is-security-ahead', now() - interval '1 day', false, 1, 49, null),"
                + " ('of-another-release', 'is-security-not-due', now() + interval '1 day', false, 1, 40, null)");
        try {
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(rows("select task_instance || ' ' || priority from scheduled_tasks"
                                    + " where task_name = 'of-another-release' order by 1"))
                            .containsExactlyInAnyOrder(
                                    "grew-into-security 39",
                                    "is-security 49",
                                    "is-security-ahead 49",
                                    "is-security-not-due 40",
                                    "waits 39"));
        } finally {
            change("delete from scheduled_tasks where task_name = 'of-another-release'");
        }
    }

    @Test
    void oneInstanceRaisesAtATime() throws Exception {
        try (Connection other = dataSource.getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("select pg_advisory_lock(hashtext('imprimatur.ageing.' || current_schema()))");
            change("insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                    + " values ('of-another-release', 'alone', now() - interval '1 day', false, 1, 10)");
            await().during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(
                                    rows("select priority::text from scheduled_tasks where task_instance = 'alone'"))
                            .containsExactly("10"));
            statement.execute("select pg_advisory_unlock_all()");
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(
                                    rows("select priority::text from scheduled_tasks where task_instance = 'alone'"))
                            .containsExactly("39"));
        } finally {
            change("delete from scheduled_tasks where task_name = 'of-another-release'");
        }
    }

    @Test
    void manyAreAddedAtOnceAndThoseThatAreThereStay() {
        List<String> ids = IntStream.range(0, 500).mapToObj(i -> "many-" + i).toList();
        QuarkusTransaction.requiringNew().run(() -> {
            queue.add(work, ids, Priority.MANUAL);
            queue.add(work, ids, Priority.MANUAL);
            queue.add(work, List.of(), Priority.MANUAL);
        });

        await().atMost(Duration.ofSeconds(30)).until(() -> work.count("many") >= 500);
        assertThat(work.runs()).filteredOn(id -> id.startsWith("many")).doesNotHaveDuplicates();
    }

    /** All heartbeats are old then, and no instance is dead. */
    @Test
    void aSilenceOfTheDatabaseMakesNoInstanceDead() throws Exception {
        Postgres postgres = new Postgres(dataSource);
        add("held-through-silence");
        await().atMost(Duration.ofSeconds(10)).until(() -> work.held() == 1);
        Instant limit = Instant.now().plus(LONGER_THAN_FOUR_HEARTBEATS);
        postgres.fallSilent();
        try {
            await().atMost(Duration.ofSeconds(30)).until(() -> Instant.now().isAfter(limit));
        } finally {
            postgres.goOn();
        }

        add("after-silence");
        await().atMost(Duration.ofSeconds(20)).until(() -> work.runs().contains("after-silence"));
        await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(10)).until(() -> work.held() == 1);
        work.endHeld();
        await().atMost(Duration.ofSeconds(10)).until(() -> work.runs().contains("held-through-silence"));
        assertThat(work.count("held")).isEqualTo(1);
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String query) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void add(String id) {
        QuarkusTransaction.requiringNew().run(() -> queue.add(work, id, Priority.MANUAL));
    }
}

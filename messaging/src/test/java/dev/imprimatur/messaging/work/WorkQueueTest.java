package dev.imprimatur.messaging.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.messaging.event.Priority;
import dev.imprimatur.messaging.stack.LocalStackResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "messaging"))
class WorkQueueTest {
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
        private final CountDownLatch released = new CountDownLatch(1);
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
                awaitRelease();
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
                throw new IllegalStateException("by chance");
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

        private void awaitRelease() {
            try {
                released.await();
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

    private void add(String id) {
        QuarkusTransaction.requiringNew().run(() -> queue.add(work, id, Priority.MANUAL));
    }
}

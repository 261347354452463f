package dev.imprimatur.publisher.publication;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.publisher.registry.UnreliableRegistries;
import dev.imprimatur.publisher.registry.UnreliableRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rollback is taken up in the moment in which another one, which leaves the same digest, fails. */
@Tag("registry")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "publisher"))
@WithTestResource(UnreliableRegistries.class)
class BlockOfTwoRollbacksTest {
    private static final String SAME_WORK =
            "insert into scheduled_tasks (task_name, task_instance, execution_time, picked, version, priority)"
                    + " values ('publish', ?1, now(), false, 1, 30)";

    @Inject
    Bus bus;

    @Inject
    EntityManager database;

    UnreliableRegistry production;

    @AfterEach
    void reliable() {
        production.beReliable();
    }

    @Test
    void theBlockOutlivesTheFailureOfTheFirst() throws InterruptedException {
        Family family = new Family(bus, production.behind().registry());
        ImageReference good = family.push("good");
        ImageReference bad = family.push("bad");
        family.publish(good, "1.0.0", "1");
        family.publish(bad, "1.0.0", "1");
        RollbackRequested first = family.rollback(family.image("1.0.0"), null);
        RollbackRequested second = family.rollback(family.image("1.0.0"), null);
        UnreliableRegistry.Stopped stopped = production.stopNext("1", 400);
        bus.send(first);
        stopped.await();
        CountDownLatch taken = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        // What adds the same work waits for this transaction: the second one has looked at the block by then.
        Thread holdsUp = Thread.ofPlatform()
                .start(() -> QuarkusTransaction.requiringNew().run(() -> {
                    database.createNativeQuery(SAME_WORK)
                            .setParameter(1, second.rebuildId() + "/" + family.image("1.0.0"))
                            .executeUpdate();
                    taken.countDown();
                    awaitLatch(goesOn);
                    QuarkusTransaction.setRollbackOnly();
                }));
        try {
            assertThat(taken.await(1, TimeUnit.MINUTES)).isTrue();
            bus.send(second);
            await().atMost(Family.LONG).until(() -> anyWaitsWith("scheduled_tasks"));

            stopped.release();
            await().atMost(Family.LONG).until(() -> !bus.rolledBack(first).isEmpty() || anyWaitsWith("blocked_digest"));
        } finally {
            goesOn.countDown();
        }
        holdsUp.join();

        assertThat(family.rolledBack(first).failure()).isNotNull();
        assertThat(family.rolledBack(second).failure()).isNull();
        assertThat(family.rolledBack(second).blocked()).isEqualTo(bad.digest());
        assertThat(family.digestOf("1")).isEqualTo(good.digest());
        assertThat(given().get("/api/blocks").jsonPath().getList("digest"))
                .contains(bad.digest().value());
    }

    private boolean anyWaitsWith(String table) {
        return QuarkusTransaction.requiringNew().call(() -> (Boolean) database.createNativeQuery(
                        "select exists (select 1 from pg_stat_activity where wait_event_type = 'Lock'"
                                + " and datname = current_database() and query like '%' || ?1 || '%')",
                        Boolean.class)
                .setParameter(1, table)
                .getSingleResult());
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

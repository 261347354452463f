package dev.imprimatur.tester.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Status;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Sweeps while runs begin, on an engine that only says what it is asked to remove. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class LeftoversTest {
    private static final String ENGINE = "an-engine-of-its-own";
    private static final TestRunId FIRST = new TestRunId("t-00000000000000000001");
    private static final TestRunId SECOND = new TestRunId("t-00000000000000000002");
    private static final ImageReference STAGED = ImageReference.parse("localhost:5001/node@sha256:" + "1".repeat(64));

    @Inject
    EntityManager entities;

    private final Leftovers leftovers = new Leftovers();
    private final Queue<String> pruned = new ConcurrentLinkedQueue<>();
    private volatile Consumer<String> pruning = run -> {};

    @BeforeEach
    void twoRunsLeftSomething() {
        leftovers.engine = (Engine) Proxy.newProxyInstance(
                Engine.class.getClassLoader(), new Class<?>[] {Engine.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("prune")) {
                        pruned.add((String) arguments[1]);
                        pruning.accept((String) arguments[1]);
                    }
                    return method.getName().equals("image") ? Optional.empty() : null;
                });
        leftovers.expect(ENGINE, FIRST, STAGED);
        leftovers.expect(ENGINE, SECOND, STAGED);
        pruned.clear();
    }

    @AfterEach
    void forget() {
        execute("delete from test_attempt where run_id in ('" + FIRST + "', '" + SECOND + "')");
        execute("delete from test_run where id in ('" + FIRST + "', '" + SECOND + "')");
        execute("delete from leftover where engine_id = '" + ENGINE + "'");
    }

    @Test
    void whatARunThatBeganMeanwhileUsesStays() {
        TestRunId[] begun = new TestRunId[1];
        pruning = run -> {
            if (begun[0] == null) {
                begun[0] = run.equals(FIRST.value()) ? SECOND : FIRST;
                open(begun[0]);
                pruning = other -> {};
                leftovers.expect(ENGINE, begun[0], STAGED);
            }
        };

        leftovers.sweep(ENGINE);

        assertThat(pruned)
                .filteredOn(begun[0].value()::equals)
                .as("by its own run")
                .hasSize(1);
        assertThat(noted()).containsExactly(begun[0].value());
    }

    @Test
    void aRunThatBeginsWhileItsLeftoverIsRemovedWaitsForThat() throws Exception {
        CountDownLatch removed = new CountDownLatch(1);
        CompletableFuture<String> swept = new CompletableFuture<>();
        pruning = run -> {
            if (swept.complete(run)) {
                waitFor(removed);
            }
        };
        Thread sweep = Thread.ofPlatform().start(() -> leftovers.sweep(ENGINE));
        TestRunId run = new TestRunId(swept.get());
        open(run);
        CompletableFuture<Leftover> begins = CompletableFuture.supplyAsync(() -> leftovers.expect(ENGINE, run, STAGED));

        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(begins).isNotDone());
        removed.countDown();

        assertThat(begins.get().runId).isEqualTo(run.value());
        sweep.join();
        assertThat(noted()).containsExactly(run.value());
    }

    @Test
    void aSweepDoesNotWaitForWhatAnotherOneRemoves() throws Exception {
        CountDownLatch removed = new CountDownLatch(1);
        CompletableFuture<String> swept = new CompletableFuture<>();
        pruning = run -> {
            if (swept.complete(run)) {
                waitFor(removed);
            }
        };
        Thread slow = Thread.ofPlatform().start(() -> leftovers.sweep(ENGINE));
        String run = swept.get();

        try {
            CompletableFuture.runAsync(() -> leftovers.sweep(ENGINE)).get(20, TimeUnit.SECONDS);
            assertThat(noted()).containsExactly(run);
        } finally {
            removed.countDown();
        }
        slow.join();
        assertThat(noted()).isEmpty();
        assertThat(pruned).doesNotHaveDuplicates();
    }

    @Test
    void whatTheEngineRefusesToRemoveKeepsNothingElse() {
        pruning = run -> {
            if (run.equals(FIRST.value())) {
                throw new EngineException(new Failure.Unknown(Kind.UNKNOWN, "it is in use", null));
            }
        };

        leftovers.sweep(ENGINE);

        assertThat(noted()).containsExactly(FIRST.value());
    }

    @Test
    void anEngineThatIsAwayEndsTheSweep() {
        pruning = run -> {
            throw new EngineException(new Failure.Transient(Kind.ENGINE_UNREACHABLE, "it is away", null));
        };

        assertThatThrownBy(() -> leftovers.sweep(ENGINE)).isInstanceOf(EngineException.class);

        assertThat(pruned).hasSize(1);
        assertThat(noted()).containsExactlyInAnyOrder(FIRST.value(), SECOND.value());
    }

    @Test
    void anAttemptWhoseRunAnotherTesterTookOverRemovesNothing() {
        open(FIRST);
        Leftover own = Leftover.of(ENGINE, FIRST, STAGED);
        takeOver(FIRST);

        leftovers.prune(own, 1);
        leftovers.clean(own, 1);

        assertThat(pruned).isEmpty();
        assertThat(noted()).contains(FIRST.value());
        leftovers.clean(own, 2);
        assertThat(pruned).containsExactly(FIRST.value());
        assertThat(noted()).containsExactly(SECOND.value());
    }

    @Test
    void theOneThatTakesARunOverBeginsOnceTheFormerOneHasRemovedWhatItLeft() throws Exception {
        open(FIRST);
        CountDownLatch removed = new CountDownLatch(1);
        CompletableFuture<String> cleaning = new CompletableFuture<>();
        pruning = run -> {
            if (cleaning.complete(run)) {
                waitFor(removed);
            }
        };
        Thread former = Thread.ofPlatform().start(() -> leftovers.clean(Leftover.of(ENGINE, FIRST, STAGED), 1));
        cleaning.get();
        takeOver(FIRST);
        CompletableFuture<Leftover> begins =
                CompletableFuture.supplyAsync(() -> leftovers.expect(ENGINE, FIRST, STAGED));

        await().during(Duration.ofMillis(500))
                .atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(begins).isNotDone());
        removed.countDown();

        assertThat(begins.get().runId).isEqualTo(FIRST.value());
        former.join();
        assertThat(noted()).contains(FIRST.value());
    }

    @Test
    void whatTheEngineDoesNotRemoveNowStaysNotedAndFailsNoRun() {
        open(FIRST);
        pruning = run -> {
            throw new EngineException(new Failure.Transient(Kind.ENGINE_UNREACHABLE, "no answer in time", null));
        };

        Leftover own = leftovers.expect(ENGINE, FIRST, STAGED);
        leftovers.prune(own, 1);
        leftovers.clean(own, 1);

        assertThat(pruned).hasSize(3).containsOnly(FIRST.value());
        assertThat(noted()).contains(FIRST.value());
    }

    @Test
    void aRemovalThatTakesLongerThanItsTransactionMayStaysNotedAndFailsNoRun() {
        open(FIRST);
        leftovers.longestRemoval = 1;
        pruning = run -> await().pollInSameThread().until(() -> QuarkusTransaction.getStatus() != Status.STATUS_ACTIVE);
        Leftover own = Leftover.of(ENGINE, FIRST, STAGED);

        leftovers.prune(own, 1);
        leftovers.clean(own, 1);
        leftovers.sweep(ENGINE);

        assertThat(pruned).containsExactly(FIRST.value(), FIRST.value(), SECOND.value());
        assertThat(noted()).containsExactlyInAnyOrder(FIRST.value(), SECOND.value());
        pruning = run -> {};
        leftovers.clean(own, 1);
        leftovers.sweep(ENGINE);
        assertThat(noted()).isEmpty();
    }

    private void takeOver(TestRunId run) {
        execute("update test_attempt set ended_at = now() where run_id = '" + run + "'");
        execute("insert into test_attempt (run_id, number, started_at) values ('" + run + "', 2, now())");
    }

    private void open(TestRunId run) {
        execute("insert into test_run (id, rebuild_id, image, event, received_at)" + " values ('" + run + "', 'r-" + run
                + "', 'a', '{}', now())");
        execute("insert into test_attempt (run_id, number, started_at) values ('" + run + "', 1, now())");
    }

    @SuppressWarnings("unchecked")
    private List<String> noted() {
        return QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(
                                "select run_id from leftover where engine_id = '" + ENGINE + "'", String.class)
                        .getResultList());
    }

    private void execute(String statement) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(statement).executeUpdate());
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

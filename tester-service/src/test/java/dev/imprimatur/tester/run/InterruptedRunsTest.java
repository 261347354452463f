package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RebuildCancelRequested;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.places.Place;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.UploadPlace;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.suite.TestLabel;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Runs that wait for sick places, are given up, or are cancelled. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class InterruptedRunsTest extends TesterFixture {
    @Inject
    Places places;

    @Test
    void anEngineThatGoesAwayInTheMiddleIsWaitedFor() {
        send(built(List.of(test("quick", "RUN true"), test("slow", "RUN sleep 2"))));
        await().atMost(Duration.ofSeconds(20)).until(contents::runsATest);
        System.setProperty(EngineGate.CLOSED, "true");
        await().atMost(Duration.ofSeconds(20)).until(() -> attempts() >= 1);
        System.clearProperty(EngineGate.CLOSED);

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSizeBetween(2, 3);
        assertThat(verdict.attempts().getFirst().failure().kind()).isEqualTo("engine-unreachable");
        assertThat(verdict.attempts().getLast().failure()).isNull();
        assertThat(log()).contains("==> attempt 1 ", "given up", "==> attempt 2 ", "<== test slow: passed");
    }

    @Test
    void aTesterWhoseEngineIsSickTakesNoWorkAndGoesOnByItself() {
        EngineGate.close();
        send(built(List.of(test("first", "RUN true"))));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().queryParam("rebuild", rebuild.value())
                        .get("/api/tests")
                        .then()
                        .body("[0].state", equalTo("waiting"))
                        .body("[0].waitingFor", startsWith("engine of ")));
        assertThat(attempts()).isZero();

        System.clearProperty(EngineGate.CLOSED);
        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(1);
    }

    @Test
    void whatWaitsForTheEngineCanBeCancelled() {
        EngineGate.close();
        send(built(List.of(test("first", "RUN true"))));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().queryParam("rebuild", rebuild.value())
                        .get("/api/tests")
                        .then()
                        .body("$", hasSize(1)));

        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
        TestCompleted verdict = verdict();

        assertThat(verdict.failure().kind()).isEqualTo("cancelled");
        assertThat(verdict.attempts()).isEmpty();
    }

    @Test
    void whatATesterLeftThatDiedCanBeCancelledWhileTheEngineIsAway() {
        EngineGate.close();
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun run = TestRun.of(event, Instant.now());
            run.persist();
            run.open("another").persist();
            queue.add(work, run.id, event.candidate().priority());
        });

        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
        TestCompleted verdict = verdict();

        assertThat(verdict.failure().kind()).isEqualTo("cancelled");
        assertThat(verdict.attempts()).hasSize(1);
    }

    @Test
    void whatATesterLeftThatDiedIsOverWhileItWaitsForASickPlace() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        AtomicReference<String> trouble = new AtomicReference<>("for the test");
        places.ask(List.of(new Place() {
            @Override
            public String name() {
                return new UploadPlace(RepositoryReference.of(image.staged())).name();
            }

            @Override
            public Optional<String> trouble() {
                return Optional.ofNullable(trouble.get());
            }
        }));
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun run = TestRun.of(event, Instant.now());
            run.persist();
            run.open("another").persist();
            queue.add(work, run.id, event.candidate().priority());
        });

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().queryParam("rebuild", rebuild.value())
                        .get("/api/tests")
                        .then()
                        .body("[0].state", equalTo("waiting"))
                        .body("[0].waitingFor", startsWith("uploads to ")));
        assertThat(attempts()).isOne();

        trouble.set(null);
        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(2);
        assertThat(verdict.attempts().getFirst().failure().kind()).isEqualTo("interrupted");
    }

    @Test
    void whatSickPlacesFailedLeavesAllAttemptsForRealFailures() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun run = TestRun.of(event, Instant.now());
            run.persist();
            for (int i = 0; i < 20; i++) {
                TestAttempt attempt = run.open("another");
                attempt.persist();
                attempt.handBack();
            }
            queue.add(work, run.id, event.candidate().priority());
        });

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(21);
    }

    @Test
    void aRegistryThatStaysAwayIsGivenUpAfterTheLastAttempt() {
        ImageReference nowhere =
                ImageReference.parse("localhost:1/node@" + image.staged().digest());

        send(built(nowhere, List.of(test("first", "RUN true"), test("second", "RUN true"))));
        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.attempts()).hasSize(6);
        assertThat(verdict.attempts())
                .allSatisfy(attempt -> assertThat(attempt.failure().kind()).isEqualTo("registry-unreachable"));
        assertThat(verdict.failure().kind()).isEqualTo("registry-unreachable");
        assertThat(verdict.failure().retryable()).isTrue();
        assertThat(verdict.results()).extracting(TestResult::outcome).containsOnly(Outcome.NOT_RUN);
    }

    @Test
    void anImageThatIsNotInStagingIsNotTriedAgain() {
        ImageReference missing = ImageReference.of(
                image.staged().registry(), image.staged().repository(), new Digest("sha256:" + "0".repeat(64)));

        send(built(missing, List.of(test("first", "RUN true"))));
        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.attempts()).hasSize(1);
        assertThat(verdict.failure().kind()).isEqualTo("base-missing");
    }

    @Test
    void aCancelStopsTheTestOnTheEngineAndLeavesNothing() {
        send(built(List.of(test("slow", "RUN sleep 300", 600, false))));
        await().atMost(Duration.ofSeconds(20)).until(contents::runsATest);

        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.failure().kind()).isEqualTo("cancelled");
        assertThat(verdict.attempts()).hasSize(1);
        assertThat(verdict.results()).extracting(TestResult::outcome).containsExactly(Outcome.NOT_RUN);
        assertThat(log()).endsWith("<== the rebuild was cancelled: wrong\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> contents.ofTests().isEmpty());
    }

    @Test
    void aRunThatAnotherTesterTookOverStopsHereAndLeavesTheOthersContainersAlone() throws Exception {
        BuildCompleted event = built(List.of(test("slow", "RUN sleep 300", 600, false)));
        TestRunId run = TestRunId.of(rebuild, event.candidate().image());
        QuarkusTransaction.requiringNew()
                .run(() -> TestRun.of(event, Instant.now()).persist());
        Thread working = Thread.ofPlatform().start(() -> work.run(run.value()));
        await().atMost(Duration.ofSeconds(20)).until(contents::runsATest);
        try (RunningContainer others = engine.start(inContainer(run), Output.none())) {
            QuarkusTransaction.requiringNew().run(() -> {
                TestRun taken = TestRun.findById(run.value());
                taken.history().interruptOpen();
                taken.open("another").persist();
            });
            working.join(Duration.ofSeconds(30));

            assertThat(working.isAlive()).isFalse();
            assertThat(log()).contains("<== given up: ");
            assertThat(contents.containersOf(run)).as("another's container").hasSize(1);
            assertThat(count("select count(*) from leftover where run_id = '" + run + "'"))
                    .isEqualTo(1);
        }
        QuarkusTransaction.requiringNew()
                .run(() -> queue.add(work, run.value(), event.candidate().priority()));
        await().atMost(Duration.ofSeconds(20)).until(contents::runsATest);
        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
        assertThat(verdict().failure().kind()).isEqualTo("cancelled");
    }

    private ContainerOrder inContainer(TestRunId run) {
        return new ContainerOrder(
                image.imageId().value(),
                List.of("sleep", "300"),
                Map.of(),
                Map.of(TestLabel.NAME, run.value()),
                false,
                null);
    }

    @Test
    void whatIsCancelledBeforeItBeganIsNotTried() {
        kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> cancelled.find(rebuild).isPresent());
        send(built(List.of(test("first", "RUN true"))));

        TestCompleted verdict = verdict();

        assertThat(verdict.failure().kind()).isEqualTo("cancelled");
        assertThat(verdict.attempts()).isEmpty();
    }

    @Test
    void aCancelEndsAPull() throws Exception {
        try (ServerSocket silent = silent();
                Closeable asked = send(silent)) {
            kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
            long begin = System.nanoTime();
            TestCompleted verdict = verdict();

            assertThat(verdict.failure().kind()).isEqualTo("cancelled");
            assertThat(verdict.attempts()).hasSize(1);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(10));
        }
    }

    /** As the queue does at the end of a tester that is asked to stop. */
    @Test
    void aRunThatIsInterruptedInAPullCountsForNothing() throws Exception {
        try (ServerSocket silent = silent()) {
            BuildCompleted event = built(inRegistry(silent), List.of(test("first", "RUN true")));
            String id = TestRunId.of(rebuild, event.candidate().image()).value();
            QuarkusTransaction.requiringNew()
                    .run(() -> TestRun.of(event, Instant.now()).persist());
            Thread working = Thread.ofPlatform().start(() -> work.run(id));
            try (Closeable asked = silent.accept()) {
                working.interrupt();
                working.join();
            }

            assertThat(count("select count(*) from test_attempt where free and ended_at is not null and run_id = '" + id
                            + "'"))
                    .isEqualTo(1);
            assertThat(log()).contains("<== given up: ");
            kafka.send(new RebuildCancelRequested("cancel-" + rebuild, Instant.now(), rebuild, null, "wrong", null));
            assertThat(verdict().failure().kind()).isEqualTo("cancelled");
        }
    }

    /** Where what is pulled is never answered. */
    private static ServerSocket silent() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private ImageReference inRegistry(ServerSocket registry) {
        return ImageReference.parse("localhost:" + registry.getLocalPort() + "/node@"
                + image.staged().digest());
    }

    /** Sends an image of this registry to its tests, and waits until the engine asks for it. */
    private Closeable send(ServerSocket registry) throws IOException {
        send(built(inRegistry(registry), List.of(test("first", "RUN true"))));
        return registry.accept();
    }

    private long attempts() {
        return count("select count(*) from test_attempt where ended_at is not null and run_id = '"
                + TestRunId.of(rebuild, candidate().image()) + "'");
    }
}

package dev.imprimatur.tester.run;

import static dev.imprimatur.tester.fixture.Tests.test;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.ContainerOrder;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.RunningContainer;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import dev.imprimatur.events.TestResult.Outcome;
import dev.imprimatur.events.Verdict;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.messaging.stack.EngineGate;
import dev.imprimatur.messaging.stack.LocalStackResource;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.tester.TestRunId;
import dev.imprimatur.tester.suite.TestLabel;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What dead testers left on the engine, and who takes their runs over. */
@Tag("engine")
@QuarkusTest
@WithTestResource(value = LocalStackResource.class, initArgs = @ResourceArg(name = "schema", value = "tester"))
@WithTestResource(EngineGate.class)
class LeftRunsTest extends TesterFixture {

    @Test
    void aContainerWhoseTesterDiedIsRemovedWhileItRuns() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        TestRunId run = TestRunId.of(rebuild, event.candidate().image());
        RunningContainer left = engine.start(
                new ContainerOrder(
                        image.imageId().value(),
                        List.of("sleep", "600"),
                        null,
                        Map.of(TestLabel.NAME, run.value()),
                        false,
                        null),
                Output.none());
        assertThat(left.state().running()).isTrue();

        TestCompleted verdict = verdictOn(event.tests());

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(contents.ofTests()).isEmpty();
    }

    @Test
    void aTesterThatDiedIsTakenOverWithAllThatItLeft() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        TestRunId run = TestRunId.of(rebuild, event.candidate().image());
        engine.build(labelled(run), Output.none());
        engine.tag(
                image.imageId().value(),
                new ImageReference(image.tag().registry(), image.tag().repository(), "test-" + run, null));
        assertThat(contents.ofTests()).hasSizeGreaterThanOrEqualTo(2);
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun dead = TestRun.of(event, Instant.now());
            dead.persist();
            dead.open("another").persist();
            queue.add(work, dead.id, event.candidate().priority());
        });

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.APPROVED);
        assertThat(verdict.attempts()).hasSize(2);
        assertThat(verdict.attempts().getFirst().failure().kind()).isEqualTo("interrupted");
        assertThat(verdict.attempts().getFirst().failure().message()).contains("the tester another stopped");
        assertThat(contents.ofTests()).isEmpty();
    }

    @Test
    void whatADeadTesterLeftIsRemovedWithoutAnotherRun() {
        leave(new RebuildId("r-dead"));

        await().atMost(Duration.ofSeconds(20))
                .until(() -> contents.ofTests().isEmpty() && count("select count(*) from leftover") == 0);
    }

    @Test
    void whatAnotherRunLeftOnThisEngineIsRemovedToo() {
        leave(new RebuildId("r-other"));

        verdictOn(List.of(test("first", "RUN true")));

        assertThat(contents.ofTests()).isEmpty();
        assertThat(count("select count(*) from leftover")).isZero();
    }

    private void leave(RebuildId rebuild) {
        TestRunId other = TestRunId.of(rebuild, built(List.of()).candidate().image());
        engine.build(labelled(other), Output.none());
        String engineId = engine.version().id();
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "insert into leftover (id, engine_id, run_id, staged) values (?1, ?2, ?3, ?4)")
                        .setParameter(1, engineId + "/" + other)
                        .setParameter(2, engineId)
                        .setParameter(3, other.value())
                        .setParameter(4, image.staged().toString())
                        .executeUpdate());
    }

    @Test
    void attemptsThatDiedCountToo() {
        BuildCompleted event = built(List.of(test("first", "RUN true")));
        QuarkusTransaction.requiringNew().run(() -> {
            TestRun dead = TestRun.of(event, Instant.now());
            dead.persist();
            dead.open("another").persist();
            dead.open("another").persist();
            dead.open("another").persist();
            queue.add(work, dead.id, event.candidate().priority());
        });

        TestCompleted verdict = verdict();

        assertThat(verdict.verdict()).isEqualTo(Verdict.REJECTED);
        assertThat(verdict.failure().kind()).isEqualTo("interrupted");
        assertThat(verdict.results()).extracting(TestResult::outcome).containsExactly(Outcome.NOT_RUN);
    }

    private BuildOrder labelled(TestRunId run) {
        return BuildOrderBuilder.builder()
                .dockerfile("FROM " + image.staged() + "\nLABEL " + TestLabel.NAME + "=" + run + "\nRUN true\n")
                .context(ContextTar.of(Tars.of(Map.of())))
                .network(false)
                .timeout(Duration.ofMinutes(1))
                .build();
    }
}

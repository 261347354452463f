package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.events.TestResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A container that a health test started outlives its tester. The one that takes the test over removes it and tests
 * again.
 */
class HealthTestKillIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Long enough for the kill to come in between. */
    private static final int SECONDS_UNTIL_IT_WORKS = 20;

    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() {
        stack = Stack.on(TestCatalog.small("health-kill")
                .withHealth("serves", SECONDS_UNTIL_IT_WORKS)
                .folder());
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
    }

    @Test
    void theContainerOfAKilledTesterGoesAndTheTestIsFinished() {
        RebuildId rebuild = rebuilds.all();
        String run = await().atMost(LIMIT)
                .until(() -> new Database(stack).column("select id from tester.test_run"), runs -> runs.size() == 1)
                .getFirst();
        String label = "label=dev.imprimatur.test=" + run;
        String orphan = await().atMost(LIMIT)
                .until(() -> docker("ps", "--quiet", "--no-trunc", "--filter", label), found -> found.size() == 1)
                .getFirst();

        stack.kill("tester");
        assertThat(docker("ps", "--quiet", "--no-trunc", "--filter", label)).containsExactly(orphan);
        stack.up();

        assertThat(rebuilds.completed(rebuild, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        TestCompleted tested = stack.kafka().events(TestCompleted.class).getFirst();
        assertThat(tested.attempts()).hasSize(2);
        assertThat(tested.attempts().getFirst().failure().kind()).isEqualTo("interrupted");
        assertThat(tested.attempts().getLast().failure()).isNull();
        assertThat(tested.results()).hasSize(1).allMatch(TestResult::passed);
        assertThat(docker("ps", "--all", "--quiet", "--no-trunc")).doesNotContain(orphan);
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(docker("ps", "--all", "--quiet", "--filter", label)).isEmpty();
            assertThat(docker("images", "--all", "--quiet", "--filter", label)).isEmpty();
            assertThat(docker("images", "--format", "{{.Tag}}")).doesNotContain("test-" + run);
            assertThat(new Database(stack).column("select id from tester.leftover"))
                    .isEmpty();
        });
    }

    private static List<String> docker(String... arguments) {
        Script.Result result = Script.program(
                LIMIT, Stream.concat(Stream.of("docker"), Stream.of(arguments)).toArray(String[]::new));
        assertThat(result.exitCode()).as(result.errors()).isZero();
        return result.output().lines().toList();
    }
}

package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Of two builders one ends in the middle of a build, killed or asked to stop: the other one builds within 15 seconds.
 * One that only seems to have ended, by the clock of another, is left alone.
 */
class TakeoverIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration SOON = Duration.ofSeconds(15);

    private static Stack stack;
    private static Rebuilds rebuilds;

    @BeforeAll
    static void up() {
        stack = Stack.on(
                TestCatalog.small("takeover").with("slow", 1, "RUN sleep 6").folder(), List.of("--builders", "2"));
        rebuilds = new Rebuilds(stack);
    }

    @AfterAll
    static void down() {
        if (stack != null) {
            stack.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void theOtherBuilderTakesOver(String signal) {
        RebuildId rebuild = rebuilds.all();
        String first = await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(100))
                .until(
                        () -> new Database(stack)
                                .column("select worker from builder.build_attempt where ended_at is null"),
                        workers -> workers.size() == 1)
                .getFirst();
        ProcessHandle process = ProcessHandle.of(stack.pid(first)).orElseThrow();
        Instant ended = Instant.now();

        Script.program(SOON, "kill", "-" + signal, Long.toString(process.pid()));

        await().atMost(SOON).until(() -> !process.isAlive());
        assertThat(rebuilds.completed(rebuild, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        List<Attempt> attempts = attempts(rebuild);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.getFirst().worker()).isEqualTo(first);
        assertThat(attempts.getFirst().failure().message()).contains(first + " stopped during this attempt");
        assertThat(attempts.getLast().worker()).startsWith("builder-").isNotEqualTo(first);
        assertThat(attempts.getLast().startedAt()).isBefore(ended.plus(SOON));
        stack.up();
    }

    /**
     * A builder that is ahead would take what others build for abandoned, a publisher that is behind verdicts for made
     * up.
     */
    @Test
    void whatHasAnotherClockTakesNothingFromTheOthersAndLosesNothing() {
        assumeTrue(WrongClock.isPossible(), "faketime is not installed");
        Instant before = Instant.now();
        Duration day = Duration.ofDays(1);
        List<Process> others = new ArrayList<>();
        try {
            others.add(started("builder-1", day));
            others.add(started("renderer", day));
            others.add(started("tester", day));
            others.add(started("publisher", day.negated()));
            RebuildId rebuild = rebuilds.all();

            assertThat(rebuilds.completed(rebuild, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
            RebuildId second = rebuilds.all();

            assertThat(rebuilds.completed(second, LIMIT).outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
            assertThat(stack.kafka().events(BuildCompleted.class))
                    .filteredOn(event -> Set.of(rebuild, second).contains(event.rebuildId()))
                    .isNotEmpty()
                    .allSatisfy(event -> assertThat(event.attempts())
                            .singleElement()
                            .satisfies(attempt -> assertThat(attempt.startedAt())
                                    .isBetween(before.minus(SOON), Instant.now().plus(SOON))));
        } finally {
            others.forEach(Process::destroyForcibly);
        }
    }

    /** Its log says that its clock is wrong: a library that is left out would leave it right. */
    private static Process started(String part, Duration ahead) {
        int port = FreePorts.anyFree();
        String name = part + "-elsewhere";
        Process process = new PartProgram(stack, part).start(name, port, new WrongClock(ahead).environment());
        await().atMost(LIMIT).until(() -> {
            assertThat(process.isAlive()).isTrue();
            return FreePorts.listens(port);
        });
        assertThat(stack.script().home().resolve("log").resolve(name + ".log"))
                .content()
                .containsPattern("this machine's clock is 8\\d{4} s " + (ahead.isNegative() ? "behind" : "ahead"));
        return process;
    }

    private static List<Attempt> attempts(RebuildId rebuild) {
        return stack.kafka().events(BuildCompleted.class).stream()
                .filter(event -> event.rebuildId().equals(rebuild))
                .findFirst()
                .orElseThrow()
                .attempts();
    }
}

package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Attempt;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.TestCompleted;
import dev.imprimatur.system.fault.FaultPlan;
import dev.imprimatur.system.fault.FaultPlan.Injected;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One in twenty requests to engine, registries, broker and database meets a fault, and everything is published. */
class FaultIT {
    private static final Duration LIMIT = Duration.ofMinutes(8);
    private static final long SEED = Long.getLong("imprimatur.seed", System.nanoTime());
    private static final FaultPlan PLAN = new FaultPlan(SEED, 20);

    private static Detours detours;
    private static Stack stack;
    private static Rebuilds rebuilds;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;

    @BeforeAll
    static void rebuildAllUnderFaults() {
        detours = new Detours(PLAN);
        stack = Stack.behind(detours, TestCatalog.of("fault", 0).folder());
        rebuilds = new Rebuilds(stack);
        Instant begin = Instant.now();
        PLAN.arm(true);
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
        PLAN.arm(false);
        System.out.printf(
                "seed %d (-Dimprimatur.seed=… repeats it), %d faults in %d s: %s%n",
                SEED,
                PLAN.injected().size(),
                Duration.between(begin, Instant.now()).toSeconds(),
                PLAN.counts());
        System.out.println("attempts that failed, by kind: "
                + failedAttempts()
                        .map(each -> each.failure().kind())
                        .collect(Collectors.groupingBy(kind -> kind, Collectors.counting())));
    }

    @AfterAll
    static void down() {
        PLAN.arm(false);
        if (stack != null) {
            stack.close();
        }
        detours.close();
    }

    @Test
    void everyImageIsPublishedUnderItsTags() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(completed.failed()).isEmpty();
        assertThat(completed.outcome()).isEqualTo(RebuildCompleted.Outcome.SUCCEEDED);
        assertThat(published.stream().map(PublishCompleted::eventId).distinct()).hasSize(8);
        published.forEach(rebuilds::readBack);
    }

    @Test
    void everythingMetFaults() {
        Set<String> targets = PLAN.injected().stream().map(Injected::target).collect(Collectors.toSet());

        assertThat(targets).containsExactlyInAnyOrder("production", "staging", "engine", "broker", "database");
    }

    @Test
    void everyFailedAttemptIsOfAKindThatAFaultDuringItExplains() {
        assertThat(failedAttempts().toList()).allSatisfy(attempt -> {
            Instant begin = attempt.startedAt().minusSeconds(1);
            Instant end = attempt.failure().kind().equals("interrupted")
                    ? Instant.MAX
                    : attempt.startedAt().plusMillis(attempt.durationMillis()).plusSeconds(1);
            assertThat(PLAN.injected())
                    .as("%s (%s), seed %d", attempt.failure(), attempt.startedAt(), SEED)
                    .anyMatch(injected ->
                            injected.fault().explains(attempt.failure().kind())
                                    && injected.at().isAfter(begin)
                                    && injected.at().isBefore(end));
        });
    }

    private static Stream<Attempt> failedAttempts() {
        return Stream.concat(
                        stack.kafka().events(BuildCompleted.class).stream()
                                .filter(event -> event.rebuildId().equals(rebuild))
                                .flatMap(event -> event.attempts().stream()),
                        stack.kafka().events(TestCompleted.class).stream()
                                .filter(event -> event.rebuildId().equals(rebuild))
                                .flatMap(event -> event.attempts().stream()))
                .filter(attempt -> attempt.failure() != null);
    }
}

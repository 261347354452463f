package dev.imprimatur.tester.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.tester.TesterConfig;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
    private static final Failure CHANCE = new Failure.Transient(Kind.ENGINE_UNREACHABLE, "gone", null);

    private record Config(int attempts, Duration backOff, Duration longestBackOff, long logLimit)
            implements TesterConfig {}

    private final RetryRule rule = new RetryRule();

    @BeforeEach
    void configure() {
        rule.config = new Config(20, Duration.ofSeconds(2), Duration.ofMinutes(1), 1024);
    }

    @Test
    void thePermanentIsNotTriedAgain() {
        assertThat(rule.after(new Failure.Permanent(Kind.UNAUTHORIZED, "no", null), 1))
                .isEmpty();
    }

    @Test
    void theUnknownIsTriedTwice() {
        Failure unknown = new Failure.Unknown(Kind.UNKNOWN, "?", null);

        assertThat(rule.after(unknown, 1)).isPresent();
        assertThat(rule.after(unknown, 2)).isEmpty();
    }

    @Test
    void chanceIsTriedUpToTheBound() {
        assertThat(rule.after(CHANCE, 19)).isPresent();
        assertThat(rule.after(CHANCE, 20)).isEmpty();
    }

    @RepeatedTest(20)
    void theWaitDoublesUpToTheLongestWithSomeChance() {
        assertBetween(rule.after(CHANCE, 1), 1_000, 2_000);
        assertBetween(rule.after(CHANCE, 3), 4_000, 8_000);
        assertBetween(rule.after(CHANCE, 19), 30_000, 60_000);
    }

    private static void assertBetween(Optional<Duration> wait, long least, long most) {
        assertThat(wait.orElseThrow().toMillis()).isBetween(least, most);
    }
}

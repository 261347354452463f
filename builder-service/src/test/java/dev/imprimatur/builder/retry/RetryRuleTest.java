package dev.imprimatur.builder.retry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class RetryRuleTest {
    private static final Failure CHANCE = new Failure.Transient(Kind.ENGINE_UNREACHABLE, "gone", null);

    private record Config(int attempts, Duration backOff, Duration longestBackOff) implements BuilderConfig {
        @Override
        public String staging() {
            return "localhost:5001";
        }

        @Override
        public Optional<Path> clientConfiguration() {
            return Optional.empty();
        }

        @Override
        public Duration buildTimeout() {
            return Duration.ofMinutes(1);
        }

        @Override
        public long logLimit() {
            return 1024;
        }

        @Override
        public Duration keep() {
            return Duration.ofHours(1);
        }

        @Override
        public Duration cleanUpInterval() {
            return Duration.ofSeconds(1);
        }
    }

    private final RetryRule rule = new RetryRule();

    @BeforeEach
    void configure() {
        rule.config = new Config(20, Duration.ofSeconds(2), Duration.ofMinutes(1));
    }

    @Test
    void thePermanentIsNotTriedAgain() {
        assertThat(rule.after(new Failure.Permanent(Kind.UNAUTHORIZED, "no", null), 1, Duration.ZERO))
                .isEmpty();
    }

    @Test
    void theUnknownIsTriedTwice() {
        Failure unknown = new Failure.Unknown(Kind.UNKNOWN, "?", null);

        assertThat(rule.after(unknown, 1, Duration.ZERO)).isPresent();
        assertThat(rule.after(unknown, 2, Duration.ZERO)).isEmpty();
    }

    @Test
    void chanceIsTriedUpToTheBound() {
        assertThat(rule.after(CHANCE, 19, Duration.ZERO)).isPresent();
        assertThat(rule.after(CHANCE, 20, Duration.ZERO)).isEmpty();
    }

    @RepeatedTest(20)
    void theWaitDoublesUpToTheLongestWithSomeChance() {
        assertBetween(rule.after(CHANCE, 1, Duration.ZERO), 1_000, 2_000);
        assertBetween(rule.after(CHANCE, 3, Duration.ZERO), 4_000, 8_000);
        assertBetween(rule.after(CHANCE, 19, Duration.ZERO), 30_000, 60_000);
    }

    @Test
    void aRegistryMayAskForMorePatience() {
        assertThat(rule.after(CHANCE, 1, Duration.ofMinutes(5))).contains(Duration.ofMinutes(5));
    }

    private static void assertBetween(Optional<Duration> wait, long least, long most) {
        assertThat(wait.orElseThrow().toMillis()).isBetween(least, most);
    }
}

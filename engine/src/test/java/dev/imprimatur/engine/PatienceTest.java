package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Failure.Kind;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PatienceTest {
    private final Patience patience = new Patience(4, Duration.ofSeconds(2), Duration.ofMinutes(1));

    @Test
    void thePermanentIsNotTriedAgain() {
        assertThat(patience.after(new Failure.Permanent(Kind.UNAUTHORIZED, "no", null), 1, Duration.ZERO))
                .isEmpty();
    }

    @Test
    void theUnknownIsTriedTwice() {
        Failure unknown = new Failure.Unknown(Kind.UNKNOWN, "?", null);

        assertThat(patience.after(unknown, 1, Duration.ZERO)).isPresent();
        assertThat(patience.after(unknown, 2, Duration.ZERO)).isEmpty();
    }

    @Test
    void chanceIsTriedAsOftenAsItsKindIsWorth() {
        assertThat(after(Kind.TIMEOUT, 3)).isPresent();
        assertThat(after(Kind.TIMEOUT, 4)).isEmpty();
        assertThat(after(Kind.ENGINE_UNREACHABLE, 7)).isPresent();
        assertThat(after(Kind.ENGINE_UNREACHABLE, 8)).isEmpty();
    }

    @RepeatedTest(20)
    void theWaitIsTheKindsDoubledUpToTheLongestWithSomeChance() {
        assertBetween(after(Kind.TIMEOUT, 1), 1_000, 2_000);
        assertBetween(after(Kind.TIMEOUT, 3), 4_000, 8_000);
        assertBetween(after(Kind.CONNECTION_RESET, 1), 500, 1_000);
        assertBetween(after(Kind.DISK_FULL, 1), 15_000, 30_000);
        assertBetween(after(Kind.DISK_FULL, 3), 30_000, 60_000);
    }

    @Test
    void aRegistryMayAskForMorePatience() {
        assertThat(patience.after(
                        new Failure.Transient(Kind.RATE_LIMITED, "slow down", null), 1, Duration.ofMinutes(5)))
                .contains(Duration.ofMinutes(5));
    }

    @Test
    void aRegistryMayNotParkTheWorkForYears() {
        Failure slowDown = new Failure.Transient(Kind.RATE_LIMITED, "slow down", null);

        assertThat(patience.after(slowDown, 1, Duration.ofSeconds(999_999_999)))
                .contains(patience.longestPause().multipliedBy(5));
        assertThat(patience.after(slowDown, 1, Duration.ofSeconds(Long.MAX_VALUE)))
                .contains(patience.longestPause().multipliedBy(5));
    }

    @Test
    void aBuildThatTakesTooLongIsTriedTwice() {
        Failure tooLong = new Failure.Unknown(Kind.BUILD_TIMEOUT, "it took longer", null);

        assertThat(patience.after(tooLong, 1, Duration.ZERO)).isPresent();
        assertThat(patience.after(tooLong, 2, Duration.ZERO)).isEmpty();
    }

    private Optional<Duration> after(Kind kind, int made) {
        return patience.after(new Failure.Transient(kind, "chance", null), made, Duration.ZERO);
    }

    private static void assertBetween(Optional<Duration> wait, long least, long most) {
        assertThat(wait.orElseThrow().toMillis()).isBetween(least, most);
    }
}

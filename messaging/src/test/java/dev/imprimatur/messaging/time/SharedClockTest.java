package dev.imprimatur.messaging.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a machine's clock says does not count once the database's was read. */
class SharedClockTest {
    private static final Instant FAR = Instant.parse("2001-02-03T04:05:06Z");
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final Duration SURE = Duration.ZERO;
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @BeforeEach
    @AfterEach
    void forget() {
        SharedClock.forget();
    }

    @Test
    void beforeItWasReadItIsTheMachines() {
        assertThat(SharedClock.now()).isCloseTo(Instant.now(), within(1, ChronoUnit.SECONDS));
    }

    @Test
    void itIsTheDatabasesAndGoesOnByItself() {
        SharedClock.set(FAR, System.nanoTime() - Duration.ofSeconds(7).toNanos(), SURE);

        assertThat(SharedClock.now()).isBetween(FAR.plusSeconds(7), FAR.plusSeconds(37));
        assertThat(SharedClock.UTC.instant()).isBetween(FAR.plusSeconds(7), FAR.plusSeconds(37));
        assertThat(SharedClock.steppedWithin(MINUTE)).isFalse();
    }

    @Test
    void theWayToTheDatabaseMovesItNotBack() {
        long then = System.nanoTime();
        SharedClock.set(FAR, then, SURE);
        Instant before = SharedClock.now();

        SharedClock.set(FAR.minusMillis(15), then, SURE);

        assertThat(SharedClock.now()).isAfterOrEqualTo(before);
    }

    @Test
    void driftIsFollowedAndIsNoStep() {
        long then = System.nanoTime();
        SharedClock.set(FAR, then, SURE);

        assertThat(SharedClock.set(FAR.plusMillis(600), then, SURE)).isEmpty();

        assertThat(SharedClock.now()).isAfterOrEqualTo(FAR.plusMillis(600));
        assertThat(SharedClock.steppedWithin(MINUTE)).isFalse();
    }

    @Test
    void aDatabaseWhoseClockWasSetIsFollowedAndTheStepIsKnownForAWhile() {
        long then = System.nanoTime();
        SharedClock.set(FAR, then, SURE);

        assertThat(SharedClock.set(FAR.minus(STEP), then, SURE)).contains(STEP.negated());

        assertThat(SharedClock.now()).isBefore(FAR);
        assertThat(SharedClock.steppedWithin(MINUTE)).isTrue();
        assertThat(SharedClock.steppedWithin(Duration.ZERO)).isFalse();
    }

    @Test
    void anAnswerThatTookLongMovesItNoFurtherThanItIsSure() {
        long then = System.nanoTime();
        SharedClock.set(FAR, then, SURE);

        SharedClock.set(FAR.plus(MINUTE), then, MINUTE);
        assertThat(SharedClock.now()).isBefore(FAR.plus(MINUTE));

        assertThat(SharedClock.set(FAR.plus(STEP), then, Duration.ofSeconds(2))).contains(STEP);
        assertThat(SharedClock.now()).isAfterOrEqualTo(FAR.plus(STEP));
    }

    /** A busy database may answer late at a start. */
    @Test
    void aFirstAnswerThatTookLongIsCorrectedAndThatIsNoStep() {
        long then = System.nanoTime();
        SharedClock.set(FAR.plusSeconds(2), then, Duration.ofSeconds(2));

        assertThat(SharedClock.set(FAR, then, SURE)).isEmpty();

        assertThat(SharedClock.steppedWithin(MINUTE)).isFalse();
        assertThat(SharedClock.set(FAR.minus(STEP), then, SURE)).contains(STEP.negated());
    }

    @Test
    void whatIsRemovedIsOldByBothClocks() {
        SharedClock.set(FAR, System.nanoTime(), SURE);
        assertThat(SharedClock.earliest()).isBefore(FAR.plus(MINUTE));

        SharedClock.set(Instant.now().plus(Duration.ofDays(100)), System.nanoTime(), SURE);
        assertThat(SharedClock.earliest()).isCloseTo(Instant.now(), within(1, ChronoUnit.MINUTES));
    }
}

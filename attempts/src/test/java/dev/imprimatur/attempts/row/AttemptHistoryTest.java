package dev.imprimatur.attempts.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.places.Places;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class AttemptHistoryTest {
    private static final FailureReport FAILURE = FailureReport.of("command-failed", false, "exit 9");

    private final AttemptHistory<Row> history = new AttemptHistory<>(new ArrayList<>());

    private static final class Row extends AttemptRow {
        @Override
        protected String interruption() {
            return worker() + " stopped";
        }
    }

    private Row begun() {
        return history.add(new Row(), "builder-1");
    }

    @Test
    void attemptsAreNumberedAndOneGoesOnUntilItEnds() {
        begun().end(FAILURE);
        Row second = begun();

        assertThat(second.number()).isEqualTo(2);
        assertThat(history.open(1)).isEmpty();
        assertThat(history.open(2)).contains(second);
        assertThat(history.anyOpen()).isTrue();

        second.end(null);
        assertThat(history.anyOpen()).isFalse();
        assertThat(history.open(2)).isEmpty();
    }

    @Test
    void onlyFailuresOfItsOwnUseUpWhatAFailureIsWorth() {
        begun().end(FAILURE);
        begun().handBack(FAILURE);
        begun().handBack();
        begun();
        history.interruptOpen();
        begun().end(null);

        assertThat(history.failures()).isEqualTo(1);
        assertThat(history.interruptions()).as("what was asked to stop is none").isEqualTo(1);
        assertThat(history.report()).hasSize(5);
        assertThat(history.report().get(3).failure().message()).isEqualTo("builder-1 stopped");
    }

    @Test
    void aSickPlaceMayFailItForNothingSoManyTimes() {
        for (int i = 1; i < Places.MOST_HANDED_BACK; i++) {
            begun().handBack(FAILURE);
            begun().handBack();
        }
        assertThat(history.mayBeHandedBack()).isTrue();

        begun().handBack(FAILURE);
        assertThat(history.mayBeHandedBack()).isFalse();
    }

    @Test
    void itIsKnownHowManyInARowCountedForNothing() {
        assertThat(history.freeInARow()).isZero();
        begun().handBack();
        begun().end(FAILURE);
        assertThat(history.freeInARow()).isZero();

        begun().handBack(FAILURE);
        begun().handBack();
        assertThat(history.freeInARow()).isEqualTo(2);
    }

    @Test
    void eventsReportOnlyTheLastFewInFull() {
        FailureReport large = new FailureReport("command-failed", true, "m".repeat(4000), "RUN false", 1, "printed");
        for (int i = 0; i < 50; i++) {
            begun().handBack(large);
        }

        assertThat(history.all())
                .allSatisfy(attempt -> assertThat(attempt.failure()).isEqualTo(large));
        assertThat(history.report()).hasSize(50);
        assertThat(history.report().subList(45, 50))
                .allSatisfy(attempt -> assertThat(attempt.failure()).isEqualTo(large));
        assertThat(history.report().subList(0, 45)).allSatisfy(attempt -> {
            assertThat(attempt.failure()).isEqualTo(large.brief());
            assertThat(attempt.failure().message()).hasSizeLessThan(300);
            assertThat(attempt.failure().output()).isNull();
            assertThat(attempt.failure().command()).isNull();
        });
        assertThat(history.briefReport()).hasSize(5);
        assertThat(history.briefReport().getLast().number()).isEqualTo(50);
        assertThat(history.briefReport().getLast().failure()).isEqualTo(large.brief());
    }

    @Test
    void withoutAnAttemptItTookNoTime() {
        assertThat(history.took(null)).isEqualTo(Duration.ZERO);
        assertThat(history.silentSince()).isNull();

        Row attempt = begun();
        assertThat(history.took(attempt.startedAt().plusSeconds(3))).hasSeconds(3);
    }
}

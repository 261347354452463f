package dev.imprimatur.renderer.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StaleScheduleTest {
    private static final Instant TUESDAY_NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void aDurationBeginsAtOnce() {
        StaleSchedule schedule = StaleSchedule.parse("6h");

        assertThat(schedule.first(TUESDAY_NOON)).contains(TUESDAY_NOON);
        assertThat(schedule.after(TUESDAY_NOON)).contains(Instant.parse("2026-11-24T18:00:00Z"));
    }

    @Test
    void aCronExpressionWaitsForItsTime() {
        StaleSchedule schedule = StaleSchedule.parse("0 30 3 ? * MON");

        assertThat(schedule.first(TUESDAY_NOON)).contains(Instant.parse("2026-11-30T03:30:00Z"));
        assertThat(schedule.after(Instant.parse("2026-11-30T03:30:00Z")))
                .contains(Instant.parse("2026-12-07T03:30:00Z"));
    }

    @Test
    void aCronExpressionWithAYearEnds() {
        StaleSchedule schedule = StaleSchedule.parse("0 0 3 ? * MON 2026");

        assertThat(schedule.after(TUESDAY_NOON)).contains(Instant.parse("2026-11-30T03:00:00Z"));
        assertThat(schedule.after(Instant.parse("2026-12-28T03:00:00Z"))).isEmpty();
        assertThat(StaleSchedule.parse("0 0 3 ? * MON 2020").first(TUESDAY_NOON))
                .as("it is over")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"often", "0", "10ms", "0 0 3 * *", "0 0 25 ? * MON", "0 0 3 ? * XYZ", "0 0 0 30 2 ? 2020"})
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> StaleSchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "': expected how often, for example 6h, or a cron expression");
    }
}

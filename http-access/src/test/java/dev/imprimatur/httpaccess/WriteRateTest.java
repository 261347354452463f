package dev.imprimatur.httpaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WriteRateTest {
    private long now = 1_000_000;
    private final WriteRate rate = new WriteRate(60, new Clock() {
        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(now);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    });

    @Test
    void whatIsLeftComesBackWithTimeAndNotWithAMinuteThatBegins() {
        IntStream.range(0, 60).forEach(each -> assertThat(rate.take("a")).isZero());
        assertThat(rate.take("a")).isEqualTo(1);
        now += 999;
        assertThat(rate.take("a")).isEqualTo(1);
        now += 1;
        assertThat(rate.take("a")).isZero();
        assertThat(rate.take("a")).isEqualTo(1);
    }

    @Test
    void anAddressTakesNothingFromAnotherOne() {
        IntStream.range(0, 100).forEach(each -> rate.take("a"));
        assertThat(rate.take("a")).isPositive();
        assertThat(rate.take("b")).isZero();
    }

    @Test
    void noMoreIsSavedThanOneMinuteAndAClockThatGoesBackGivesNothing() {
        rate.take("a");
        now += 3_600_000;
        IntStream.range(0, 60).forEach(each -> assertThat(rate.take("a")).isZero());
        now -= 3_600_000;
        assertThat(rate.take("a")).isPositive();
    }

    @Test
    void fewAMinuteTakeLongToComeBack() {
        WriteRate one = new WriteRate(1, Clock.systemUTC());
        assertThat(one.take("a")).isZero();
        assertThat(one.take("a")).isBetween(59, 60);
        assertThatThrownBy(() -> new WriteRate(0, Clock.systemUTC()))
                .hasMessageStartingWith("imprimatur.http.writes-a-minute: 0");
    }
}

package dev.imprimatur.console.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AllowanceTest {
    private Clock clock = Clock.fixed(Instant.parse("2026-11-24T03:00:45Z"), ZoneOffset.UTC);

    @Test
    void isThereAgainInTheNextMinute() {
        Allowance allowance = new Allowance(2, new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return clock.getZone();
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return clock.withZone(zone);
            }

            @Override
            public Instant instant() {
                return clock.instant();
            }
        });
        assertThat(allowance.take()).isTrue();
        assertThat(allowance.take()).isTrue();
        assertThat(allowance.take()).isFalse();

        clock = Clock.offset(clock, Duration.ofSeconds(15));

        assertThat(allowance.take()).isTrue();
    }
}

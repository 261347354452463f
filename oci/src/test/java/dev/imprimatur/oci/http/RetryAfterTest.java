package dev.imprimatur.oci.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "' 120 ' | 120",
                "999999999 | 999999999",
                "2147483647 | 999999999",
                "99999999999999999999 | 999999999",
                "Thu, 1 Jan 2026 00:02:00 GMT | 120",
                "Thu, 01 Jan 2026 00:02:00 GMT | 120",
                "Thu, 01 Jan 2026 00:00:00 GMT | 0",
                "Fri, 01 Jan 1999 00:00:00 GMT | 0",
                "Fri, 31 Dec 9999 23:59:59 GMT | 251635075199"
            })
    void secondsAndDatesAreRead(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).contains(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "-1", "+1", "1.5", "1 2", "soon", "٣", "Fri, 99 Jan 2099", "2099-01-01T00:00:00Z"})
    void anythingElseAsksForNoPause(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isEmpty();
    }

    /** The service's own pause is two seconds here, and its longest one minute. */
    @ParameterizedTest
    @CsvSource({"0, 2", "1, 2", "240, 240", "300, 300", "301, 300", "999999999, 300"})
    void theLongerPauseCountsWithinBounds(long asked, long seconds) {
        assertThat(RetryAfter.pause(Duration.ofSeconds(2), Duration.ofSeconds(asked), Duration.ofMinutes(1)))
                .isEqualTo(Duration.ofSeconds(seconds));
    }
}

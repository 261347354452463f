package dev.imprimatur.oci;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(Duration.ofMillis(200), Duration.ofSeconds(5));

    @Test
    void eachPauseIsTwiceTheOneBeforeUpToTheLongest() {
        assertThat(IntStream.of(1, 2, 3, 5, 6, 7, 1000).mapToObj(backOff::after).map(Duration::toMillis))
                .containsExactly(200L, 400L, 800L, 3200L, 5000L, 5000L, 5000L);
    }

    @Test
    void atMostHalfOfASpreadPauseIsLeftToChance() {
        assertThat(Stream.generate(() -> backOff.spreadAfter(3)).limit(1000))
                .allMatch(pause -> pause.toMillis() >= 400 && pause.toMillis() <= 800)
                .anyMatch(pause -> pause.toMillis() < 600)
                .anyMatch(pause -> pause.toMillis() > 600);
    }
}

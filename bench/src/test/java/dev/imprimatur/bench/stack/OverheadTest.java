package dev.imprimatur.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OverheadTest {
    @Test
    void moreThanATwentiethMissesTheGoal() {
        Overhead much = new Overhead("builds alone", Duration.ofMillis(17_000), Duration.ofMillis(14_300));

        assertThat(much).hasToString("builds alone        17.0 s      14.3 s    18.9 %");
        assertThat(much.reached()).isFalse();
        assertThat(new Overhead("builds alone", Duration.ofMillis(10_500), Duration.ofSeconds(10)).reached())
                .isTrue();
        assertThat(new Overhead("builds alone", Duration.ofMillis(9000), Duration.ofSeconds(10)).reached())
                .isTrue();
    }
}

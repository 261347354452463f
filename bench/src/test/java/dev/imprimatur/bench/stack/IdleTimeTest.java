package dev.imprimatur.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.imprimatur.bench.process.Footprint;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdleTimeTest {
    @Test
    void itIsAShareOfOneCoreAndTheBrokerIsNoService() {
        IdleTime idle = IdleTime.between(
                Map.of("builder-1", used(10_000), "tester", used(2000), "kafka", used(50_000)),
                Map.of("builder-1", used(10_600), "tester", used(2900), "kafka", used(56_000)),
                Duration.ofSeconds(60));

        assertThat(idle.shares()).containsExactly(entry("builder-1", 1.0), entry("kafka", 10.0), entry("tester", 1.5));
        assertThat(idle.services()).isEqualTo(2.5);
    }

    private static Footprint used(long millis) {
        return new Footprint(1, 1, Duration.ofMillis(millis));
    }
}

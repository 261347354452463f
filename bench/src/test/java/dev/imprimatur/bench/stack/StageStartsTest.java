package dev.imprimatur.bench.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StageStartsTest {
    @Test
    void whatHasBothCounts() {
        Instant at = Instant.parse("2026-11-02T10:00:00Z");

        assertThat(StageStarts.between(
                                Map.of("r-1/a", at, "r-1/b", at, "r-2/a", at),
                                Map.of("r-1/a", at.plusMillis(40), "r-1/b", at.plusMillis(10), "r-3/a", at))
                        .sorted())
                .containsExactly(10.0, 40.0);
    }
}

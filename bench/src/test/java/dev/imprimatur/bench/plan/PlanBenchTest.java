package dev.imprimatur.bench.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class PlanBenchTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void aGeneratedCatalogueIsPlannedAndRendered() throws IOException {
        assertThat(measured(Long.MAX_VALUE, true, 50, 100)).isTrue();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("\"images\" : 62", "\"images\" : 110", "\"cores\"", "\"peakHeapMib\"");
    }

    @Test
    void takingTooLongIsAFailure() throws IOException {
        assertThat(measured(-1, false, 50)).isFalse();

        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("IMAGES  TAGS");
    }

    private boolean measured(long limit, boolean json, Integer... images) throws IOException {
        return PlanBench.measured(limit, json, List.of(images), new PrintStream(out, true, StandardCharsets.UTF_8));
    }
}

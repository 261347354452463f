package dev.imprimatur.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BenchTest {
    @Test
    void aGeneratedCatalogueIsPlannedAndRendered() {
        Run run = Run.of("bench", "plan", "--images", "50", "--images", "100", "--json");

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("\"images\" : 62", "\"images\" : 110", "\"cores\"", "\"peakHeapMib\"");
    }

    @Test
    void takingTooLongIsAFailure() {
        Run run = Run.of("bench", "plan", "--images", "50", "--limit", "-1");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).startsWith("IMAGES  TAGS");
    }
}

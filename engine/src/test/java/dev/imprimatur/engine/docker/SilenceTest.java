package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceTest {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final List<Duration> told = new ArrayList<>();
    private boolean runs;
    private final Silence silence = new Silence(LIMIT, () -> runs, new Output() {
        @Override
        public void write(String text) {}

        @Override
        public void silent(Duration quiet) {
            told.add(quiet);
        }
    });

    @Test
    void onlyACommandThatRunsIsSilent() {
        assertThat(silence.look(LIMIT)).as("a pull, or a copy").isEmpty();
        runs = true;
        assertThat(silence.look(LIMIT.minusSeconds(1))).isEmpty();
        assertThat(silence.look(LIMIT)).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.SILENT);
            assertThat(failure.message()).contains("300 s");
        });
        runs = false;
        assertThat(silence.look(LIMIT)).as("its layer is made").isEmpty();
    }

    @Test
    void itIsReportedWhileItLastsAndOnceThatItIsOver() {
        runs = true;

        silence.look(Duration.ofSeconds(59));
        silence.look(Duration.ofSeconds(60));
        silence.look(Duration.ofSeconds(90));
        silence.look(Duration.ofSeconds(3));
        silence.look(Duration.ofSeconds(33));

        assertThat(told).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(90), Duration.ZERO);
    }

    @Test
    void withoutALimitNothingIsLookedAt() {
        Silence none = new Silence(null, () -> true, Output.none());

        assertThat(none.look(Duration.ofDays(1))).isEmpty();
        assertThat(none.pause(LIMIT)).isEqualTo(LIMIT);
        assertThat(silence.pause(LIMIT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(silence.pause(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }
}

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
    private boolean runs = true;
    private final Silence silence =
            new Silence(LIMIT, container -> container.equals("0123456789ab") && runs, new Output() {
                @Override
                public void write(String text) {}

                @Override
                public void silent(Duration quiet) {
                    told.add(quiet);
                }
            });

    @Test
    void onlyACommandThatRunsIsSilent() {
        assertThat(silence.look(LIMIT)).as("a pull").isEmpty();
        silence.write("Step 2/3 : COPY a b\n");
        assertThat(silence.look(LIMIT)).as("a copy").isEmpty();
        silence.write("Step 3/3 : RUN make\n ---> Running in 0123456789ab\n");
        assertThat(silence.look(LIMIT.minusSeconds(1))).isEmpty();
        assertThat(silence.look(LIMIT)).hasValueSatisfying(failure -> {
            assertThat(failure.kind()).isEqualTo(Kind.SILENT);
            assertThat(failure.message()).contains("300 s");
        });
        runs = false;
        assertThat(silence.look(LIMIT)).as("its layer is made").isEmpty();
        runs = true;
        silence.write("Removing intermediate container 0123456789ab\n ---> ba9876543210\n");
        assertThat(silence.look(LIMIT)).isEmpty();
    }

    @Test
    void itIsToldWhileItLastsAndOnceThatItIsOver() {
        silence.write(" ---> Running in 0123456789ab\n");

        silence.look(Duration.ofSeconds(59));
        silence.look(Duration.ofSeconds(60));
        silence.look(Duration.ofSeconds(90));
        silence.look(Duration.ofSeconds(3));
        silence.look(Duration.ofSeconds(33));

        assertThat(told).containsExactly(Duration.ofSeconds(60), Duration.ofSeconds(90), Duration.ZERO);
    }

    @Test
    void withoutALimitNothingIsLookedAt() {
        Silence none = new Silence(null, container -> true, Output.none());
        none.write(" ---> Running in 0123456789ab\n");

        assertThat(none.look(Duration.ofDays(1))).isEmpty();
        assertThat(none.pause(LIMIT)).isEqualTo(LIMIT);
        assertThat(silence.pause(LIMIT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(silence.pause(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(1));
    }
}

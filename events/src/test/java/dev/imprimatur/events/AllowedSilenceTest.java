package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedSilenceTest {
    @Test
    void aTimeHasAUnit() {
        assertThat(AllowedSilence.parse("90s")).isEqualTo(Duration.ofSeconds(90));
        assertThat(AllowedSilence.parse("20m")).isEqualTo(Duration.ofMinutes(20));
        assertThat(AllowedSilence.parse("1h")).isEqualTo(Duration.ofHours(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"20", "0m", "-1m", "1.5h", "PT5M", "5 m", "5min", "never", ""})
    void anythingElseIsAMistakeThatSaysWhatIsRight(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AllowedSilence.parse(text))
                .withMessage("silence '%s': expected a time above zero with its unit, such as 90s, 20m or 1h", text);
    }

    @Test
    void theLastStageOfADockerfileCounts() {
        String label = "LABEL dev.imprimatur.image=\"a/1/b\" \\\n      " + AllowedSilence.LABEL + "=\"";

        assertThat(AllowedSilence.of("FROM a\n" + label + "60\"\nFROM b\n" + label + "1200\"\nRUN true\n"))
                .contains(Duration.ofMinutes(20));
        assertThat(AllowedSilence.of("FROM a\n" + label + "a lot\"\n")).isEmpty();
        assertThat(AllowedSilence.of("FROM a\n")).isEmpty();
    }

    @Test
    void labelsThatAreNoTimeSayNothing() {
        assertThat(AllowedSilence.of(Map.of(AllowedSilence.LABEL, AllowedSilence.value(Duration.ofMinutes(20)))))
                .contains(Duration.ofMinutes(20));
        assertThat(AllowedSilence.of(Map.of(AllowedSilence.LABEL, "0"))).isEmpty();
        assertThat(AllowedSilence.of(Map.of())).isEmpty();
    }
}

package dev.imprimatur.logs.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTimeTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "one\n", "one\n\nthree\n", "no end", "héllo\n\u26a1"})
    void timesCanBeTakenAwayAgainWhereverTheTextIsCut(String text) throws IOException {
        byte[] timed = LineTime.before(text, Instant.parse("2026-11-24T03:00:12.3456Z"));
        if (!text.isEmpty()) {
            assertThat(new String(timed, StandardCharsets.UTF_8)).startsWith("2026-11-24T03:00:12.345Z ");
        }
        for (int cut = 0; cut <= timed.length; cut++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            boolean cutAtALinesBegin = cut == 0 || cut == timed.length || timed[cut - 1] == '\n';
            boolean within = LineTime.writeWithout(Arrays.copyOf(timed, cut), false, out);
            if (cutAtALinesBegin || out.size() > 0 && within && cut % 7 == 0 && afterTheTime(timed, cut)) {
                LineTime.writeWithout(Arrays.copyOfRange(timed, cut, timed.length), within, out);
                assertThat(out.toString(StandardCharsets.UTF_8))
                        .as("cut at " + cut)
                        .isEqualTo(text);
            }
        }
    }

    /** Records end anywhere in a line, but never within its time. */
    private static boolean afterTheTime(byte[] timed, int cut) {
        int begin = cut;
        while (begin > 0 && timed[begin - 1] != '\n') {
            begin--;
        }
        return cut - begin >= "2026-11-24T03:00:12.345Z ".length();
    }
}

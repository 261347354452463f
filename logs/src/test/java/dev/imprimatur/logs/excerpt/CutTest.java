package dev.imprimatur.logs.excerpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CutTest {
    /** A hundred lines of ten bytes. */
    private static final String TEXT =
            IntStream.range(0, 100).mapToObj("line %04d\n"::formatted).collect(Collectors.joining());

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void whatFitsIsWhole() throws IOException {
        Cut cut = new Cut("b-1", TEXT.length(), TEXT.length());

        cut.write(TEXT.getBytes(StandardCharsets.UTF_8), out);

        assertThat(out).hasToString(TEXT);
        assertThat(cut.leftOut()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1_000, 10, 250, 330})
    void ofWhatDoesNotFitBeginningAndEndAreLeftHoweverItComes(int piece) throws IOException {
        Cut cut = new Cut("b-1", TEXT.length(), 105);

        for (int from = 0; from < TEXT.length(); from += piece) {
            cut.write(
                    TEXT.substring(from, Math.min(TEXT.length(), from + piece)).getBytes(StandardCharsets.UTF_8), out);
        }

        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "line 0000",
                        "line 0001",
                        "line 0002",
                        "line 0003",
                        "line 0004",
                        "[900 bytes are left out here; imprimatur logs b-1 has all of it]",
                        "line 0095",
                        "line 0096",
                        "line 0097",
                        "line 0098",
                        "line 0099");
        assertThat(cut.leftOut()).isEqualTo(900);
    }

    @Test
    void aLineThatIsLongerThanTheLimitIsLeftOut() throws IOException {
        String text = "x".repeat(1000) + "\nend\n";
        Cut cut = new Cut("b-1", text.length(), 100);

        cut.write(text.getBytes(StandardCharsets.UTF_8), out);

        assertThat(out).hasToString("[1001 bytes are left out here; imprimatur logs b-1 has all of it]\nend\n");
    }
}

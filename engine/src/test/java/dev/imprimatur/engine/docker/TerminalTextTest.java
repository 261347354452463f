package dev.imprimatur.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminalTextTest {
    private static final String ESC = "\u001b";
    private static final String PRINTED = ESC + "[91mred" + ESC + "[0m and " + ESC + "]0;title\u0007plain\r\n"
            + "10%\r50%\r100% done\nbell\u0007 nul\u0000 tab\tend\n" + ESC + "(Bcharset" + ESC + "[2K\n"
            + ESC + "]8;;http://x" + ESC + "\\link\n\nunfinished";
    private static final String PLAIN = "red and plain\n100% done\nbell nul tab\tend\ncharset\nlink\n\nunfinished\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void textForATerminalBecomesPlainLinesHoweverItIsCut(int chunk) {
        StringBuilder written = new StringBuilder();
        TerminalText text = new TerminalText(lines -> {
            assertThat(lines).endsWith("\n");
            written.append(lines);
        });

        for (int at = 0; at < PRINTED.length(); at += chunk) {
            text.write(PRINTED.substring(at, Math.min(PRINTED.length(), at + chunk)));
        }
        text.end();

        assertThat(written).hasToString(PLAIN);
    }

    @Test
    void anEndlessLineIsCutSoThatItFitsIntoMemory() {
        StringBuilder written = new StringBuilder();
        TerminalText text = new TerminalText(written::append);

        text.write("x".repeat(40_000));
        text.end();

        assertThat(written.toString().lines()).hasSize(3).allMatch(line -> line.length() <= 16 * 1024);
        assertThat(written.toString().replace("\n", "")).hasSize(40_000);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_370, 16_380, 16_384, 20_000, 31_700})
    void aSecretIsSeenWholeEvenWhereALineIsCut(int before) {
        StringBuilder written = new StringBuilder();
        TerminalText text = new TerminalText(new Output() {
            @Override
            public void write(String lines) {
                written.append(lines);
            }

            @Override
            public String masked(String line) {
                return line.replace("a-secret-value", "***");
            }
        });

        text.write("x".repeat(before) + "a-secret-value" + "y".repeat(20_000));
        text.end();

        assertThat(written.toString().replace("\n", "")).isEqualTo("x".repeat(before) + "***" + "y".repeat(20_000));
    }

    @Test
    void charactersThatTurnTextAroundVanish() {
        StringBuilder written = new StringBuilder();
        TerminalText text = new TerminalText(written::append);

        text.write("rm \u202e/fr- \u2066x\u2069\u200f\u061c \u009b31m \ufffd e\u0301\n");

        assertThat(written).hasToString("rm /fr- x 31m \ufffd e\u0301\n");
    }
}

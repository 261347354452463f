package dev.imprimatur.httpaccess;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextLimitTest {

    @Test
    void countsBytes() {
        assertThat(TextLimit.REASON.check("reason", "a".repeat(2048))).hasSize(2048);
        assertThat(TextLimit.REASON.check("reason", "ä".repeat(1024))).hasSize(1024);
        assertThat(TextLimit.REASON.check("reason", null)).isNull();
        assertThatThrownBy(() -> TextLimit.REASON.check("reason", "ä".repeat(1025)))
                .hasMessage("reason: has 2050 bytes, and 2048 are the most; shorten it");
    }

    @Test
    void onlyAReasonHasLines() {
        assertThat(TextLimit.REASON.check("reason", "one\r\n\ttwo")).isNotNull();
        assertThatThrownBy(() -> TextLimit.PERSON.check("by", "ann\nroot")).hasMessage("by: holds control characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\u001b[2J", "a\u009b2J", "a\ud800b", "\u007f"})
    void whatIsNoTextIsRefused(String text) {
        assertThatThrownBy(() -> TextLimit.REASON.check("reason", text))
                .hasMessageStartingWith("reason: holds control");
    }
}

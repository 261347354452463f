package dev.imprimatur.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0 bytes",
        "1023b, 1023, 1023 bytes",
        "512m, 536870912, 512 MiB",
        "1536K, 1572864, 1.5 MiB",
        "20G, 21474836480, 20 GiB",
        "1TiB, 1099511627776, 1 TiB",
        "2kb, 2048, 2 KiB"
    })
    void aSizeIsReadAndPrinted(String text, long bytes, String told) {
        assertThat(ByteSize.parse(text)).isEqualTo(new ByteSize(bytes)).hasToString(told);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lots", "-1", "1.5g", "5 giga", "1p"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> ByteSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'")
                .hasMessageContaining("512m");
    }
}

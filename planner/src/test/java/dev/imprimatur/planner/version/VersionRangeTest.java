package dev.imprimatur.planner.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionRangeTest {
    private static final List<String> VERSIONS = List.of(
            "0.12.9",
            "0.12.15",
            "1.0.0",
            "21.9.9",
            "22.0.0-rc.1",
            "22.0.0",
            "22.1.5",
            "22.10.0",
            "23.0.0",
            "24.0.0-rc.1",
            "24.0.0",
            "31.0.9+9",
            "31.0.9+10");

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "*            ; 0.12.9 0.12.15 1.0.0 21.9.9 22.0.0-rc.1 22.0.0 22.1.5 22.10.0 23.0.0 24.0.0-rc.1 24.0.0 31.0.9+9 31.0.9+10",
                "22           ; 22.0.0-rc.1 22.0.0 22.1.5 22.10.0",
                "22.x         ; 22.0.0-rc.1 22.0.0 22.1.5 22.10.0",
                "22.1         ; 22.1.5",
                "22.1.5       ; 22.1.5",
                "=22.1.5      ; 22.1.5",
                ">=22 <24     ; 22.0.0-rc.1 22.0.0 22.1.5 22.10.0 23.0.0",
                ">= 22 < 24   ; 22.0.0-rc.1 22.0.0 22.1.5 22.10.0 23.0.0",
                ">22          ; 23.0.0 24.0.0-rc.1 24.0.0 31.0.9+9 31.0.9+10",
                ">22.1.5 <=23 ; 22.10.0 23.0.0",
                ">=22.0.0 <22.10.0 ; 22.0.0 22.1.5",
                "<=22.0.0     ; 0.12.9 0.12.15 1.0.0 21.9.9 22.0.0-rc.1 22.0.0",
                "<22.0.0      ; 0.12.9 0.12.15 1.0.0 21.9.9 22.0.0-rc.1",
                "^22.1        ; 22.1.5 22.10.0",
                "^0.12.10     ; 0.12.15",
                "~22.1        ; 22.1.5",
                "~22          ; 22.0.0-rc.1 22.0.0 22.1.5 22.10.0",
                "0.12 || 24   ; 0.12.9 0.12.15 24.0.0-rc.1 24.0.0",
                "22.0.0-rc.1  ; 22.0.0-rc.1",
                "v22.1.5      ; 22.1.5",
                "31.0.9       ; 31.0.9+9 31.0.9+10",
                "31.0.9+9     ; 31.0.9+9",
                "=31.0.9+10   ; 31.0.9+10",
                "<22 31.0.9+9 || 31.0.9+10 ; 31.0.9+10",
                "<*           ; ''"
            })
    void aRangeHoldsTheVersionsThatItSays(String range, String held) {
        VersionRange parsed = VersionRange.parse(range);

        assertThat(VERSIONS.stream().map(Version::parse).filter(parsed).map(Version::text))
                .containsExactlyElementsOf(held.isEmpty() ? List.of() : Arrays.asList(held.split(" ")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "latest",
                "22 - 24",
                "=>22",
                "22..1",
                ">=22 and <24",
                "22 ||",
                ">=31.0.9+9",
                "^31.0.9+9",
                "31.*.9+9",
                "99999999999",
                "^2147483647",
                "1.2.3.4",
                "<2.0.0-2024.01.15",
                ">=1.0.0-rc..1"
            })
    void whatIsNoRangeIsRefused(String text) {
        assertThatThrownBy(() -> VersionRange.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is not a range of versions");
    }
}

package dev.imprimatur.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GlobTest {
    private static final String IMAGE = "node/22.1.0/bookworm";

    @ParameterizedTest
    @CsvSource({
        "node/22.1.0/bookworm, true",
        "*/*/*, true",
        "**/***/**, true",
        "node/22.?.?/bookworm, true",
        "node/22.*/*worm, true",
        "*o*o*, false",
        "n*e/*.*.*/*k*r*, true",
        "*, false",
        "*/*, false",
        "node?22.1.0/bookworm, false",
        "node/*/bookworm?, false",
        "node/*/bookworm*, true",
        "node/22[.]1.0/*, false",
        "node/22.1.0/trixie, false",
    })
    void matchesWithinTheParts(String pattern, boolean matches) {
        assertThat(new Glob(pattern).matches(IMAGE)).isEqualTo(matches);
    }

    @Test
    void isTheRegularExpressionThatItStandsFor() {
        Random random = new Random(7);
        for (int i = 0; i < 200_000; i++) {
            String pattern = random(random, "ab/*?*", 8);
            String text = random(random, "ab/", 9);
            assertThat(new Glob(pattern).matches(text))
                    .as("%s of %s", pattern, text)
                    .isEqualTo(expression(pattern).matcher(text).matches());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*o", "*?", "?*o*"})
    void aThousandStarsTakeNoTime(String part) {
        Glob glob = new Glob("*/" + part.repeat(1000) + "x/*");
        String longest = "o".repeat(100) + "/" + "o".repeat(100) + "/" + "o".repeat(100);

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (int i = 0; i < 1000; i++) {
                assertThat(glob.matches(longest)).isFalse();
            }
        });
    }

    private static String random(Random random, String letters, int most) {
        return random.ints(random.nextInt(most), 0, letters.length())
                .mapToObj(letters::charAt)
                .map(String::valueOf)
                .collect(Collectors.joining());
    }

    private static Pattern expression(String glob) {
        return Pattern.compile(glob.replace("*", "[^/]*").replace("?", "[^/]"));
    }
}

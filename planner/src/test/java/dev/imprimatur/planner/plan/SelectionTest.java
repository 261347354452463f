package dev.imprimatur.planner.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.imprimatur.events.ImageKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    private static final ImageKey IMAGE = new ImageKey("node", "22.1.0", "bookworm");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "node | true",
                "nod? | true",
                "deno, node | true",
                "node/22.*/bookworm | true",
                "node/22.?.?/bookworm,deno | true",
                "*/*/book* | true",
                "node/22.?/* | false",
                "node/* | false",
                "nod | false",
            })
    void picks(String text, boolean picked) {
        assertThat(Selection.parse(text).test(IMAGE)).isEqualTo(picked);
    }

    @Test
    void aFamilyIsNamedByItsNameAndPickedByAPatternToo() {
        Selection selection = Selection.parse("no*/22.*/*,deno");

        assertThat(selection.mayPick("node")).isTrue();
        assertThat(selection.names("node")).isFalse();
        assertThat(selection.names("deno")).isTrue();
        assertThat(selection.mayPick("python")).isFalse();
    }

    /** Anybody may ask for a rebuild of what a pattern picks. */
    @Test
    void aThousandStarsTakeNoTime() {
        String stars = "*".repeat(1000);
        Selection selection = Selection.parse("*/" + stars + "x/*," + stars + "x");

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(selection.test(IMAGE)).isFalse();
            assertThat(selection.mayPick("node-of-a-long-name")).isTrue();
        });
    }
}

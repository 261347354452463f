package dev.imprimatur.console.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | true",
                "node | true",
                "nod* | true",
                "nod | true",
                "r | false",
                "nodes | false",
                "node/*/* | true",
                "node/22.?.0/* | true",
                "node/*  | false",
                "python, node/*/trixie | true",
                "python/*/*,deno | false",
                "r.test:5000/node:22 | true",
                "node/22.[0-9]*/* | false",
            })
    void picks(String text, boolean picked) {
        assertThat(Selection.parse(text, Set.of("node", "r"))
                        .picks("node/22.1.0/trixie", "node", List.of("r.test:5000/node:22.1.0")))
                .isEqualTo(picked);
    }

    /** Who looks for images needs no token where reading is open. */
    @Test
    void aThousandStarsTakeNoTime() {
        Selection selection = Selection.parse("*/" + "*".repeat(1000) + "x/*", Set.of("node"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(selection.picks("node/22.1.0/trixie-of-a-long-name", "node", List.of("node:22.1.0")))
                        .isFalse());
    }

    @Test
    void versionsAreOrderedByTheirNumbers() {
        assertThat(Stream.of("0.12.15", "0.12.9", "22.10.0", "22.9.1", "5", "5.9.1", "5.12.0", "1.0.0-rc2")
                        .sorted(VersionOrder.INSTANCE))
                .containsExactly("0.12.9", "0.12.15", "1.0.0-rc2", "5", "5.9.1", "5.12.0", "22.9.1", "22.10.0");
    }
}

package dev.imprimatur.planner.version;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class VersionTest {
    @Test
    void versionsAreOrderedByPrecedenceAndThenByBuildMetadata() {
        List<String> ordered = List.of(
                "0.9.0",
                "0.12.9",
                "0.12.15",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1",
                "1.0.1",
                "17.0.9+9",
                "17.0.9+10",
                "17.0.9+10.1",
                "17.0.9+10.a");
        List<Version> shuffled = ordered.stream().map(Version::parse).collect(Collectors.toList());
        Collections.shuffle(shuffled, new Random(1));

        assertThat(shuffled.stream().sorted().map(Version::text)).isEqualTo(ordered);
    }

    @Test
    void buildMetadataIsSpelledWithAnUnderscoreInTags() {
        assertThat(Version.parse("17.0.9+9").tag()).isEqualTo("17.0.9_9");
        assertThat(Stream.of("22", "22.1.0", "1.0.0-rc.1")
                        .map(text -> Version.parse(text).tag()))
                .containsExactly("22", "22.1.0", "1.0.0-rc.1");
    }
}

package dev.imprimatur.renderer.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.Archive;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.planner.plan.Base;
import dev.imprimatur.planner.plan.PlannedImage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private static final PlannedImage BASE = image("base/1/x", Map.of("base", new Base("debian:x", null)));
    private static final PlannedImage MIDDLE = image("middle/1/x", on(BASE));
    private static final PlannedImage SHORT = image("short/1/x", on(BASE));
    private static final PlannedImage LEAF = image("leaf/1/x", on(MIDDLE, SHORT));
    private static final PlannedImage ALONE = image("alone/1/x", Map.of("base", new Base("debian:x", null)));
    private static final List<PlannedImage> ALL = List.of(BASE, ALONE, MIDDLE, SHORT, LEAF);

    @Test
    void theLongestOfWhatIsBuiltFromAnImageCounts() {
        Chains chains = new Chains(
                ALL,
                Map.of(
                        BASE.image(), seconds(5),
                        MIDDLE.image(), seconds(70),
                        SHORT.image(), seconds(10),
                        LEAF.image(), seconds(20),
                        ALONE.image(), seconds(40)));

        assertThat(chains.behind(BASE.image())).isEqualTo(seconds(90));
        assertThat(chains.behind(MIDDLE.image())).isEqualTo(seconds(20));
        assertThat(chains.behind(SHORT.image())).isEqualTo(seconds(20));
        assertThat(chains.behind(LEAF.image())).isZero();
        assertThat(chains.behind(ALONE.image())).isZero();
        assertThat(chains.longest()).isEqualTo(seconds(95));
    }

    @Test
    void whatWasNeverBuiltTakesAsLongAsTheTypicalImage() {
        assertThat(new Chains(ALL, Map.of(ALONE.image(), seconds(30))).behind(BASE.image()))
                .isEqualTo(seconds(60));
        assertThat(new Chains(ALL, Map.of()).behind(BASE.image())).isZero();
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static Map<String, Base> on(PlannedImage... bases) {
        return Stream.of(bases)
                .collect(Collectors.toMap(base -> base.image().family(), base -> new Base(null, base.image())));
    }

    private static PlannedImage image(String key, Map<String, Base> bases) {
        return new PlannedImage(
                ImageKey.parse(key),
                "linux/amd64",
                List.of(),
                List.of(),
                bases,
                "FROM {base}",
                "app/Dockerfile",
                Map.of(),
                null,
                Map.of(),
                Archive.of(new byte[0]),
                List.of(),
                null);
    }
}

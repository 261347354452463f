package dev.imprimatur.builder.keep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LayerSpaceTest {
    private final EngineImage base = image(100, "a", "b");
    private final EngineImage one = image(130, "a", "b", "c");
    private final EngineImage two = image(150, "a", "b", "d", "e");
    private final EngineImage other = image(10, "f");

    @Test
    void whatImagesShareCountsOnceWhereTheirBaseIsAmongThem() {
        assertThat(LayerSpace.of(List.of())).isZero();
        assertThat(LayerSpace.of(List.of(base))).isEqualTo(100);
        assertThat(LayerSpace.of(List.of(two, base, other, one))).isEqualTo(100 + 30 + 50 + 10);
        assertThat(LayerSpace.of(List.of(base, one))).isEqualTo(130);
        assertThat(LayerSpace.of(List.of(one, one))).isEqualTo(130);
    }

    @Test
    void whatNoImageTellsTheSizeOfCountsTwice() {
        assertThat(LayerSpace.of(List.of(one, two))).isEqualTo(130 + 150);
        assertThat(LayerSpace.of(List.of(image(60, "a"), one, two)))
                .as("the longest part that is an image itself")
                .isEqualTo(130 + 150 - 60);
    }

    private static EngineImage image(long size, String... layers) {
        List<Digest> chain = Arrays.stream(layers).map(LayerSpaceTest::digest).toList();
        return new EngineImage(
                digest(chain.toString()),
                List.of(),
                List.of(),
                Map.of(),
                chain,
                List.of(),
                List.of(),
                List.of(),
                "linux/amd64",
                size);
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }
}

package dev.imprimatur.renderer.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.ImageKey;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddedRenderingsTest {
    @Test
    void aFamilyOfManyImagesKeepsNoOtherWaiting() {
        List<ImageKey> plan =
                images("node/22.0.0/b", "node/22.0.0/t", "node/24.0.0/b", "java/21/b", "php/8/b", "php/9/b");

        assertThat(AddedRenderings.inTurn(plan))
                .isEqualTo(
                        images("node/22.0.0/b", "java/21/b", "php/8/b", "node/22.0.0/t", "php/9/b", "node/24.0.0/b"));
        assertThat(AddedRenderings.inTurn(List.of())).isEmpty();
    }

    private static List<ImageKey> images(String... keys) {
        return Stream.of(keys).map(ImageKey::parse).toList();
    }
}

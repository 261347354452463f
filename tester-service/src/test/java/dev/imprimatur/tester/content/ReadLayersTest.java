package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.oci.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadLayersTest {
    private final ReadLayers layers = new ReadLayers();

    @Test
    void aBaseThatIsAskedForStaysWhateverIsBuiltOnIt() {
        layers.keep(digest("base"), layer(40_000));

        for (int image = 0; image < 10; image++) {
            assertThat(layers.find(digest("base"))).isPresent();
            layers.keep(digest("image " + image), layer(25_000));
        }

        assertThat(layers.find(digest("base"))).isPresent();
        assertThat(layers.find(digest("image 9"))).isPresent();
        assertThat(layers.find(digest("image 0"))).isEmpty();
    }

    @Test
    void oneThatTakesTheRoomOfAllOthersIsNotKept() {
        layers.keep(digest("base"), layer(40_000));

        layers.keep(digest("giant"), layer(60_000));

        assertThat(layers.find(digest("giant"))).isEmpty();
        assertThat(layers.find(digest("base"))).isPresent();
    }

    @Test
    void longNamesAndTargetsTakeRoomToo() {
        String name = "n".repeat(4096);
        Node link = new Node(false, digest("link"), name, null);
        Set<String> none = Collections.emptySet();

        assertThat(new Layer(Map.of(name, link), Set.of(name), none, false, null, digest("layer"), 0).weight())
                .isEqualTo(1 + 1 + 3 * 16 + 1);
    }

    private static Layer layer(int files) {
        Node file = new Node(false, digest("file"), null, null);
        Map<String, Node> nodes = new HashMap<>(files * 2);
        for (int i = 0; i < files; i++) {
            nodes.put("file-" + i, file);
        }
        Set<String> none = Collections.emptySet();
        return new Layer(nodes, none, none, false, null, digest("layer"), files);
    }

    private static Digest digest(String of) {
        return Digest.of(of.getBytes(StandardCharsets.UTF_8));
    }
}

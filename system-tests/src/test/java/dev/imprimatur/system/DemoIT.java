package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.ImageReference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on the catalogue that ships: real Node.js images. */
class DemoIT {
    private static final Duration LIMIT = Duration.ofMinutes(20);

    @TempDir
    Path home;

    @AfterEach
    void down() {
        new Script(home).ok(Duration.ofMinutes(2), "down");
    }

    @Test
    void theDemoPublishesRealNodeImagesWhoseTagsAreTrue() throws Exception {
        Script script = new Script(home, Map.of("IMPRIMATUR_MIRRORS", "https://nodejs.org/dist=off"));

        String table = script.ok(LIMIT, "demo");

        assertThat(table).contains("node/22.23.3/bookworm", "node/26.8.2/trixie", "approved");
        Set<String> images = new HashSet<>();
        for (JsonNode image : new ObjectMapper().readTree(script.ok(LIMIT, "images", "node", "--json"))) {
            images.add(image.path("image").asText());
            for (JsonNode tag : image.path("tags")) {
                assertThat(Rebuilds.digest(ImageReference.parse(tag.asText())))
                        .as(tag.asText())
                        .contains(image.path("digest").asText());
            }
        }
        assertThat(images).hasSize(12);
    }
}

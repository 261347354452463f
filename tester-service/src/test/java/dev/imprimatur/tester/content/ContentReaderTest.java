package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.tester.fixture.StagedImages;
import dev.imprimatur.tester.fixture.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Real builds on a real engine, read from a real registry. */
class ContentReaderTest {
    private static final String PACKAGES =
            "RUN apt-get update && apt-get install -y --no-install-recommends adduser ca-certificates"
                    + " && useradd --create-home app && rm -rf /var/lib/apt/lists/*\n";

    private final Engine engine = Engine.connect(Surroundings.required("DOCKER_HOST"));
    private final StagedImages images = new StagedImages(engine);
    private final List<StagedImages.Image> staged = new ArrayList<>();
    private final ContentReader reader = new ContentReader(new RegistryClient(RegistryClientSettings.defaults()));

    @AfterEach
    void forget() {
        staged.reversed().forEach(images::forget);
        engine.close();
    }

    @Test
    void twoBuildsOfTheSameAreTheSameAndOneMoreLineIsNot() throws Exception {
        StagedImages.Image one = stage(PACKAGES);
        StagedImages.Image again = stage(PACKAGES);
        StagedImages.Image more =
                images.stage("content-" + UUID.randomUUID(), "FROM " + one.tag() + "\nRUN echo more >> /etc/motd\n");
        staged.add(more);

        assertThat(again.staged()).isNotEqualTo(one.staged());
        assertThat(reader.content(again.staged())).isEqualTo(reader.content(one.staged()));
        assertThat(reader.content(more.staged())).isNotEqualTo(reader.content(one.staged()));
    }

    /** The label stands after FROM, as in every rendered Dockerfile, so the engine takes no step from its cache. */
    private StagedImages.Image stage(String lines) {
        StagedImages.Image image = images.stage(
                "content-" + UUID.randomUUID(),
                "FROM " + Surroundings.staging("upstream/debian:bookworm")
                        + "\nLABEL org.opencontainers.image.created=\"" + System.nanoTime() + "\"\n" + lines,
                true);
        staged.add(image);
        return image;
    }
}

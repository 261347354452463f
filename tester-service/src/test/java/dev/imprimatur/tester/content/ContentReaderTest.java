package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.tester.fixture.StagedImages;
import dev.imprimatur.tester.fixture.Surroundings;
import dev.imprimatur.tester.fixture.Tests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real builds on a real engine, read from a real registry. */
@Tag("engine")
class ContentReaderTest {
    private static final String PACKAGES =
            "RUN apt-get update && apt-get install -y --no-install-recommends adduser ca-certificates"
                    + " && useradd --create-home app && rm -rf /var/lib/apt/lists/*\n";

    private final Engine engine = Engine.connect(Surroundings.required("DOCKER_HOST"));
    private final StagedImages images = new StagedImages(engine);
    private final List<StagedImages.Image> staged = new ArrayList<>();
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final ContentReader reader = new ContentReader(registries);

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

    @Test
    void aLayerThatIsNotTheOneThatTheConfigurationNamesIsFound() throws Exception {
        StagedImages.Image image = stage("RUN echo tested > /motto\n");
        RepositoryReference repository = RepositoryReference.of(image.staged());
        Manifest manifest = registries.manifest(image.staged());
        byte[] other = gzip(Tests.tar(Map.of("motto", "packed wrongly")));
        List<Descriptor> layers = new ArrayList<>(manifest.layers());
        layers.set(
                layers.size() - 1,
                new Descriptor(registries.putBlob(repository, other), MediaType.OCI_LAYER_GZIP, other.length));
        Manifest wrong = Manifest.ofImage(manifest.blobs().getFirst(), layers);
        registries.putManifest(repository.at(wrong.digest()), wrong);

        assertThatThrownBy(() -> reader.content(repository.at(wrong.digest())))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Failure.Kind.DIGEST_MISMATCH))
                .hasMessageContaining(layers.getLast().digest() + " of " + repository.at(wrong.digest()));
        registries.deleteManifest(repository.at(wrong.digest()));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(content);
        }
        return packed.toByteArray();
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

package dev.imprimatur.tester.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.docker.DockerEngines;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.sbom.BillOfMaterials;
import dev.imprimatur.sbom.Inventory;
import dev.imprimatur.tester.fixture.StagedImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real builds on a real engine, read from a real registry. */
@Tag("engine")
class ContentReaderTest {
    private static final String PACKAGES =
            "RUN apt-get update && apt-get install -y --no-install-recommends adduser ca-certificates"
                    + " && useradd --create-home app && rm -rf /var/lib/apt/lists/*\n";

    private final Engine engine = DockerEngines.connect(Surroundings.required("DOCKER_HOST"));
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
        Digest content = reader.read(one.staged()).content();
        assertThat(reader.read(again.staged()).content()).isEqualTo(content);
        assertThat(reader.read(more.staged()).content()).isNotEqualTo(content);
    }

    /** It is gone from the registry meanwhile, as the reader that has read nothing finds out. */
    @Test
    void theLayersOfABaseAreFetchedForTheFirstImageOnly() throws Exception {
        StagedImages.Image first = stage("RUN echo first > /motto\n");
        StagedImages.Image second = stage("RUN echo second > /motto\n");
        Digest base = registries.manifest(first.staged()).layers().getFirst().digest();
        assertThat(registries.manifest(second.staged()).layers().getFirst().digest())
                .isEqualTo(base);

        reader.read(first.staged());
        deleteBlob(RepositoryReference.of(second.staged()), base);

        assertThat(reader.read(second.staged()).packages()).isPresent();
        assertThatThrownBy(() -> new ContentReader(registries).read(second.staged()))
                .isInstanceOf(RegistryException.class);
    }

    private static void deleteBlob(RepositoryReference repository, Digest blob) throws Exception {
        URI address = repository.registry().uri().resolve("/v2/" + repository.repository() + "/blobs/" + blob);
        try (HttpClient plain = HttpClient.newHttpClient()) {
            assertThat(plain.send(
                                    HttpRequest.newBuilder(address).DELETE().build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(202);
        }
    }

    /** Nor does it help a layer that what it does cannot be told: its bytes are compared all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"motto", "mot\ufffdto"})
    void aLayerThatIsNotTheOneThatTheConfigurationNamesIsFound(String name) throws Exception {
        StagedImages.Image image = stage("RUN echo tested > /motto\n");
        RepositoryReference repository = RepositoryReference.of(image.staged());
        byte[] other = gzip(Tars.of(Map.of(name, "packed wrongly")));
        List<Descriptor> layers =
                new ArrayList<>(registries.manifest(image.staged()).layers());
        layers.set(
                layers.size() - 1,
                new Descriptor(registries.putBlob(repository, other), MediaType.OCI_LAYER_GZIP, other.length));

        assertMismatch(image, layers, layers.getLast().digest() + " of " + repository);
    }

    @Test
    void anImageThatLacksALayerOfItsConfigurationIsFound() throws Exception {
        StagedImages.Image image = stage("RUN echo tested > /motto\n");
        List<Descriptor> layers = registries.manifest(image.staged()).layers();

        assertMismatch(
                image,
                layers.subList(0, layers.size() - 1),
                " has " + (layers.size() - 1) + " layers, but its configuration names " + layers.size());
    }

    private void assertMismatch(StagedImages.Image image, List<Descriptor> layers, String message) {
        RepositoryReference repository = RepositoryReference.of(image.staged());
        Manifest wrong =
                Manifest.ofImage(registries.manifest(image.staged()).blobs().getFirst(), layers);
        registries.putManifest(repository.at(wrong.digest()), wrong);

        assertThatThrownBy(() -> reader.read(repository.at(wrong.digest())))
                .isInstanceOfSatisfying(
                        EngineException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(Failure.Kind.DIGEST_MISMATCH))
                .hasMessageContaining(message);
        registries.deleteManifest(repository.at(wrong.digest()));
    }

    /** Whiteouts, hard links, replaced files, opaque folders, and a folder that is a link (/lib). */
    @Test
    void theLayersTellTheSamePackagesAsTheEngine() throws Exception {
        StagedImages.Image image = stage("""
                RUN cd /usr/lib && mkdir -p node_modules/a node_modules/b node_modules/c \\
                 && printf '{"name":"a","version":"1"}' > node_modules/a/package.json \\
                 && ln node_modules/a/package.json node_modules/b/package.json \\
                 && printf '{"name":"c","version":"1"}' > node_modules/c/package.json \\
                 && cp -r node_modules /usr/local/lib/node_modules && ln -s c node_modules/d
                RUN cd /usr/lib && rm -r node_modules/a && printf '{"name":"c","version":"2"}' > node_modules/c/package.json \\
                 && sed -i '0,/^Version: /s//Version: 99:/' /var/lib/dpkg/status && mkdir /var/lib/dpkg/status.d \\
                 && printf 'Package: e\\nVersion: 1\\n' > /var/lib/dpkg/status.d/e && mv /usr/local /usr/moved \\
                 && ln -s moved /usr/local
                RUN rm -r /usr/moved/lib/node_modules && mkdir -p /usr/moved/lib/node_modules/f /lib/apk/db /var/lib/rpm \\
                 && printf '{"name":"f","version":"1"}' > /usr/local/lib/node_modules/f/package.json \\
                 && printf 'P:musl\\nV:1\\n' > /lib/apk/db/installed && touch /var/lib/rpm/Packages
                """);
        Inventory shown = new Inventory();
        engine.readFiles(image.imageId().value(), "dev.imprimatur.test", "packages", Inventory.PLACES, shown::read);

        Inventory told = reader.read(image.staged()).packages().orElseThrow();

        assertThat(bill(told)).isEqualTo(bill(shown));
        assertThat(told.packages())
                .extracting(each -> each.name() + " " + each.version())
                .contains("a 1", "c 2", "e 1", "f 1", "musl 1")
                .doesNotContain("c 1");
        assertThat(told.packages()).hasSizeGreaterThan(50);
        assertThat(told.unread()).containsExactly("/var/lib/rpm/Packages");
    }

    private static String bill(Inventory inventory) {
        return BillOfMaterials.of("image", "sha256:1", inventory, Instant.EPOCH).toString();
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

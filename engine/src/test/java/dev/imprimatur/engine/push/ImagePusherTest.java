package dev.imprimatur.engine.push;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static dev.imprimatur.engine.docker.RealEngine.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.docker.RealEngine;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.Descriptor;
import dev.imprimatur.oci.registry.Manifest;
import dev.imprimatur.oci.registry.MediaType;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.RegistryException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real engine and a real registry. */
@Tag("engine")
class ImagePusherTest {
    private static final RegistryClientSettings QUICK = new RegistryClientSettings(
            1, Duration.ofSeconds(2), Duration.ofSeconds(5), 1_000_000, Duration.ofMillis(1), Duration.ofMillis(1));
    private static Engine engine;

    private final String label = "test/" + UUID.randomUUID();
    private final ImageReference tag = ImageReference.parse(staging() + "/" + label + ":1");
    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final StringBuffer log = new StringBuffer();

    @TempDir
    Path folder;

    @BeforeAll
    static void connect() {
        engine = RealEngine.connect();
        engine.pull(base(), Output.none(), new Cancellation());
    }

    @AfterAll
    static void disconnect() {
        engine.close();
    }

    @AfterEach
    void clear() {
        engine.prune("dev.imprimatur.image", label);
        assertThat(folder).isEmptyDirectory();
    }

    private Digest built(String lines) {
        return engine.build(order(label, lines), Output.none());
    }

    private Digest pushed(Gzip gzip, Digest image, ImageReference to, KnownLayers known) {
        return new ImagePusher(engine, registries, gzip, folder)
                .push(image.value(), to, known, log::append, new Cancellation(), digest -> {});
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void anImageComesBackAsItWas(boolean fastest) {
        Digest id = built("RUN echo " + label + " > /unique\nHEALTHCHECK CMD true\nSHELL [\"/bin/bash\", \"-c\"]");
        EngineImage before = engine.image(id.value()).orElseThrow();

        Digest manifest = pushed(fastest ? Gzip.fastest() : new Gzip.Zlib(), id, tag, new KnownLayers());

        ImageReference byDigest = RepositoryReference.of(tag).at(manifest);
        Manifest there = registries.manifest(tag);
        assertThat(there.digest()).isEqualTo(manifest);
        assertThat(there.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(there.blobs().getFirst().digest()).as("its configuration").isEqualTo(id);
        engine.remove(id.value());
        engine.pull(byDigest, Output.none(), new Cancellation());
        EngineImage after = engine.image(byDigest.toString()).orElseThrow();
        assertThat(after.id()).isEqualTo(id);
        assertThat(after.layers()).isEqualTo(before.layers());
        engine.remove(after.id().value());
    }

    @Test
    void whereItCameFromIsBesideItToo() {
        Digest id = built("LABEL org.opencontainers.image.source=https://git.example/images"
                + " org.opencontainers.image.revision=4f2c1d9e org.opencontainers.image.title=Greeter\nRUN echo "
                + label
                + " > /unique");

        pushed(Gzip.fastest(), id, tag, new KnownLayers());

        assertThat(registries.manifest(tag).annotations())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "org.opencontainers.image.source", "https://git.example/images",
                        "org.opencontainers.image.revision", "4f2c1d9e"));
        engine.remove(id.value());
    }

    @Test
    void theSameImageAlwaysBecomesTheSameManifestAndIsNotSentTwice() {
        Digest id = built("RUN echo " + label + " > /unique");
        Digest first = pushed(Gzip.fastest(), id, tag, new KnownLayers());
        assertThat(log).containsPattern("layer [0-9a-f]{12}: [0-9.]+ MB, compressed to [0-9.]+ MB in [0-9.]+ s, sent");
        log.setLength(0);

        Digest again =
                pushed(Gzip.fastest(), id, ImageReference.parse(staging() + "/" + label + ":2"), new KnownLayers());

        assertThat(again).isEqualTo(first);
        assertThat(log).contains("the registry has it").doesNotContain("sent in");
    }

    @Test
    void layersOfTheBaseAreTakenAsTheyAre() {
        Digest id = built("RUN echo " + label + " > /unique");
        Manifest baseManifest = registries.manifest(base());
        EngineImage image = engine.image(base().toString()).orElseThrow();
        Descriptor blob = baseManifest.layers().getFirst();
        KnownLayers known = new KnownLayers();
        known.add(
                image.layers().getFirst(),
                new Descriptor(blob.digest(), MediaType.OCI_LAYER_GZIP, blob.size()),
                List.of(
                        RepositoryReference.of(ImageReference.parse(staging() + "/not/there:1")),
                        RepositoryReference.of(base())));

        pushed(Gzip.fastest(), id, tag, known);

        List<Descriptor> layers = registries.manifest(tag).layers();
        assertThat(layers.getFirst().digest()).isEqualTo(blob.digest());
        assertThat(layers).hasSize(2).allMatch(layer -> layer.mediaType().equals(MediaType.OCI_LAYER_GZIP));
        assertThat(log).containsOnlyOnce("is the base's").containsOnlyOnce("sent in");
    }

    @Test
    void theLayersOfABaseAreCompressedForTheFirstImageOnly() {
        AtomicLong compressed = new AtomicLong();
        ImagePusher pusher = new ImagePusher(engine, registries, new Counting(compressed), folder);
        KnownLayers known = new KnownLayers();
        Descriptor blob = registries.manifest(base()).layers().getFirst();
        known.add(
                engine.image(base().toString()).orElseThrow().layers().getFirst(),
                new Descriptor(blob.digest(), MediaType.OCI_LAYER_GZIP, blob.size()),
                List.of(RepositoryReference.of(base())));
        for (String each : List.of("one", "other")) {
            compressed.set(0);
            pusher.push(
                    built("RUN echo " + each + " > /unique").value(),
                    tag,
                    known,
                    log::append,
                    new Cancellation(),
                    digest -> {});
        }

        assertThat(registries.manifest(tag).layers())
                .hasSize(2)
                .first()
                .extracting(Descriptor::digest)
                .isEqualTo(blob.digest());
        assertThat(compressed).hasPositiveValue().hasValueLessThan(100_000);
    }

    /** Counts what it compresses, in bytes. */
    private record Counting(AtomicLong bytes) implements Gzip {
        @Override
        public String name() {
            return "counting";
        }

        @Override
        public OutputStream into(OutputStream target) {
            return new FilterOutputStream(Gzip.fastest().into(target)) {
                @Override
                public void write(byte[] buffer, int offset, int length) throws IOException {
                    bytes.addAndGet(length);
                    out.write(buffer, offset, length);
                }
            };
        }
    }

    @Test
    void aLayerThatIsKnownButGoneIsCompressedAgain() {
        Digest id = built("LABEL nothing=more");
        KnownLayers known = new KnownLayers();
        Digest nowhere = Digest.of(label.getBytes(StandardCharsets.UTF_8));
        engine.image(id.value())
                .orElseThrow()
                .layers()
                .forEach(content -> known.add(
                        content,
                        new Descriptor(nowhere, MediaType.OCI_LAYER_GZIP, 7),
                        List.of(RepositoryReference.of(base()))));

        pushed(Gzip.fastest(), id, tag, known);

        assertThat(registries.manifest(tag).layers())
                .hasSize(1)
                .noneMatch(layer -> layer.digest().equals(nowhere));
    }

    @Test
    void cancellingStopsIt() {
        Digest id = built("RUN echo " + label + " > /unique");
        Cancellation cancellation = new Cancellation();
        cancellation.cancel();

        EngineException thrown = catchThrowableOfType(
                EngineException.class,
                () -> new ImagePusher(engine, registries, Gzip.fastest(), folder)
                        .push(id.value(), tag, new KnownLayers(), log::append, cancellation, digest -> {}));

        assertThat(thrown.failure().kind()).isEqualTo(Kind.CANCELLED);
        assertThat(registries.head(tag)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"429,RATE_LIMITED", "401,UNAUTHORIZED", "503,REGISTRY_ERROR"})
    void aRegistryThatRefusesIsReported(int status, RegistryException.Kind kind) throws Exception {
        Digest id = built("LABEL nothing=more");
        try (FailingRegistry registry = new FailingRegistry(status)) {
            assertThat(refused(id, registry.host())).isEqualTo(kind);
        }
    }

    @Test
    void aRegistryThatIsNotThereIsReported() {
        assertThat(refused(built("LABEL nothing=more"), "localhost:1"))
                .isEqualTo(RegistryException.Kind.REGISTRY_UNREACHABLE);
    }

    private RegistryException.Kind refused(Digest id, String host) {
        ImagePusher pusher = new ImagePusher(engine, new RegistryClient(QUICK), Gzip.fastest(), folder);
        return catchThrowableOfType(
                        RegistryException.class,
                        () -> pusher.push(
                                id.value(),
                                ImageReference.parse(host + "/x:1"),
                                new KnownLayers(),
                                log::append,
                                new Cancellation(),
                                digest -> {}))
                .kind();
    }

    @Test
    void anImageThatTheEngineLostIsReported() {
        EngineException thrown = catchThrowableOfType(
                EngineException.class, () -> pushed(Gzip.fastest(), Digest.of(new byte[9]), tag, new KnownLayers()));

        assertThat(thrown).hasMessageContaining("has no image");
    }
}

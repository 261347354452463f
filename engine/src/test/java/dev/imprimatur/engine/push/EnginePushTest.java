package dev.imprimatur.engine.push;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static dev.imprimatur.engine.docker.RealEngine.staging;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.EngineImage;
import dev.imprimatur.engine.Failure;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Images that are mostly their base, against a real engine and a real registry. */
@Tag("engine")
class EnginePushTest {
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
        engine.untag(tag);
        engine.prune("dev.imprimatur.image", label);
    }

    private Digest built(String lines) {
        return engine.build(order(label, lines), Output.none());
    }

    private Digest pushed(Digest image, ImageReference to, Cancellation cancellation) {
        return new ImagePusher(engine, registries, Gzip.fastest(), folder)
                .push(image.value(), to, known(), log::append, cancellation, digest -> {});
    }

    /** What the base's layers are in the registry. */
    private KnownLayers known() {
        EngineImage image = engine.image(base().toString()).orElseThrow();
        KnownLayers known = new KnownLayers();
        known.addBase(image);
        Descriptor blob = registries.manifest(base()).layers().getFirst();
        known.add(
                image.layers().getFirst(),
                new Descriptor(blob.digest(), MediaType.OCI_LAYER_GZIP, blob.size()),
                List.of(RepositoryReference.of(base())));
        return known;
    }

    @Test
    void whereItCameFromIsBesideItToo() {
        Digest id = built("LABEL org.opencontainers.image.source=https://git.example/images"
                + " org.opencontainers.image.revision=4f2c1d9e org.opencontainers.image.title=Greeter\nRUN echo "
                + label
                + " > /unique");

        pushed(id, tag, new Cancellation());

        assertThat(registries.manifest(tag).annotations())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "org.opencontainers.image.source", "https://git.example/images",
                        "org.opencontainers.image.revision", "4f2c1d9e"));
        engine.remove(id.value());
    }

    @Test
    void anImageComesBackAsItWas() {
        Digest id = built("RUN echo " + label + " > /unique\nHEALTHCHECK CMD true");
        EngineImage before = engine.image(id.value()).orElseThrow();

        Digest manifest = pushed(id, tag, new Cancellation());

        assertThat(log).contains("Pushed").doesNotContain("compressed to");
        Manifest there = registries.manifest(tag);
        assertThat(there.digest()).isEqualTo(manifest);
        assertThat(there.mediaType()).isEqualTo(MediaType.OCI_MANIFEST);
        assertThat(there.blobs().getFirst())
                .satisfies(config -> assertThat(config.digest()).isEqualTo(id))
                .satisfies(config -> assertThat(config.mediaType()).isEqualTo(MediaType.OCI_CONFIG));
        assertThat(there.layers())
                .hasSize(2)
                .allMatch(layer -> layer.mediaType().equals(MediaType.OCI_LAYER_GZIP))
                .first()
                .isEqualTo(new Descriptor(
                        registries.manifest(base()).layers().getFirst().digest(),
                        MediaType.OCI_LAYER_GZIP,
                        registries.manifest(base()).layers().getFirst().size()));
        engine.remove(id.value());
        ImageReference byDigest = RepositoryReference.of(tag).at(manifest);
        engine.pull(byDigest, Output.none(), new Cancellation());
        EngineImage after = engine.image(byDigest.toString()).orElseThrow();
        assertThat(after.id()).isEqualTo(id);
        assertThat(after.layers()).isEqualTo(before.layers());
        engine.remove(id.value());
    }

    @Test
    void theEnginesOwnManifestDoesNotStay() {
        Digest id = built("RUN echo " + label + " > /unique");

        Digest manifest = pushed(id, tag, new Cancellation());

        Matcher sent = Pattern.compile("digest: (sha256:[0-9a-f]{64})").matcher(log);
        assertThat(sent.find()).isTrue();
        Digest engines = new Digest(sent.group(1));
        assertThat(engines).isNotEqualTo(manifest);
        assertThat(registries.head(RepositoryReference.of(tag).at(engines))).isEmpty();
        assertThat(registries.head(tag).map(Descriptor::digest)).contains(manifest);
    }

    @Test
    void whoEndsBeforeTheImagesOwnManifestIsThereLeavesNone() throws Exception {
        Digest id = built("RUN echo " + label + " > /unique");
        try (NoOciManifests registry = new NoOciManifests(staging())) {
            ImageReference refused = ImageReference.parse(registry.host() + "/" + label + ":1");

            assertThatThrownBy(() -> pushed(id, refused, new Cancellation())).isInstanceOf(RegistryException.class);
            engine.untag(refused);
        }

        Matcher sent = Pattern.compile("digest: (sha256:[0-9a-f]{64})").matcher(log);
        assertThat(sent.find()).isTrue();
        assertThat(registries.head(RepositoryReference.of(tag).at(new Digest(sent.group(1)))))
                .isEmpty();
        assertThat(registries.head(tag)).isEmpty();
    }

    @Test
    void theSameImageAlwaysBecomesTheSameManifest() {
        Digest id = built("RUN echo " + label + " > /unique");
        ImageReference second = ImageReference.parse(staging() + "/" + label + ":2");

        Digest first = pushed(id, tag, new Cancellation());
        log.setLength(0);

        assertThat(pushed(id, second, new Cancellation())).isEqualTo(first);
        assertThat(log).contains("Layer already exists").doesNotContain("Pushed");
        engine.untag(second);
    }

    @Test
    void anImageThatOnlyDescribesItsBaseAgainIsSentToo() {
        Digest id = built("ENV A=b");

        pushed(id, tag, new Cancellation());

        assertThat(registries.manifest(tag).blobs().getFirst().digest()).isEqualTo(id);
        assertThat(registries.manifest(tag).layers()).hasSize(1);
    }

    @Test
    void whatIsLargeBesideItsBaseIsNotLeftToTheEngine() {
        Digest id = built("RUN cp -a /usr /copy");

        pushed(id, tag, new Cancellation());

        assertThat(log).contains("compressed to").doesNotContain("Pushed");
    }

    // An engine tries a push again for most of a minute.
    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({
        "429,RATE_LIMITED,true",
        "401,UNAUTHORIZED,false",
        "403,UNAUTHORIZED,false",
        "500,REGISTRY_ERROR,true",
        "503,REGISTRY_ERROR,true"
    })
    void aRegistryThatRefusesIsReported(int status, Kind kind, boolean retryable) throws Exception {
        try (FailingRegistry registry = new FailingRegistry(status)) {
            Failure failure = refused(registry.host());

            assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
            assertThat(failure.report().retryable()).isEqualTo(retryable);
        }
    }

    @Execution(ExecutionMode.CONCURRENT)
    @ParameterizedTest
    @CsvSource({"localhost:1,REGISTRY_UNREACHABLE", "registry.invalid,NAME_RESOLUTION"})
    void aRegistryThatIsNotThereIsReported(String host, Kind kind) {
        Failure failure = refused(host);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(kind);
        assertThat(failure).isInstanceOf(Failure.Transient.class);
    }

    private Failure refused(String host) {
        ImageReference elsewhere = ImageReference.parse(host + "/" + label + ":1");
        engine.tag(base().toString(), elsewhere);
        try {
            return catchThrowableOfType(
                            EngineException.class, () -> engine.push(elsewhere, log::append, new Cancellation()))
                    .failure();
        } finally {
            engine.untag(elsewhere);
        }
    }

    @Test
    void whatTheEngineDoesNotHaveIsReported() {
        Failure failure = catchThrowableOfType(
                        EngineException.class, () -> engine.push(tag, log::append, new Cancellation()))
                .failure();

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.BASE_MISSING);
    }

    @Test
    @Timeout(30)
    void cancellingStopsItWhileTheRegistryKeepsSilent() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            ImageReference elsewhere = ImageReference.parse("localhost:" + silent.getLocalPort() + "/" + label + ":1");
            engine.tag(base().toString(), elsewhere);
            Cancellation cancellation = new Cancellation();
            Thread.ofVirtual().start(() -> {
                try (var asked = silent.accept()) {
                    asked.getInputStream().read();
                    cancellation.cancel();
                } catch (java.io.IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            long begin = System.nanoTime();

            Failure failure = catchThrowableOfType(
                            EngineException.class, () -> engine.push(elsewhere, log::append, cancellation))
                    .failure();

            assertThat(failure.kind()).isEqualTo(Kind.CANCELLED);
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(15));
            engine.untag(elsewhere);
        }
    }
}

package dev.imprimatur.engine.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.docker.RealEngine;
import dev.imprimatur.events.Archive;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.RepositoryReference;
import dev.imprimatur.oci.registry.RegistryClient;
import dev.imprimatur.oci.registry.RegistryClientSettings;
import dev.imprimatur.oci.registry.TarArtifact;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Contexts in a real registry. */
@Tag("engine")
class ContextCacheTest {
    private static final int SIZE = 1_000_000;

    private final RegistryClient registries = new RegistryClient(RegistryClientSettings.defaults());
    private final RepositoryReference repository = new RepositoryReference(
            Registry.parse(RealEngine.staging()), new Repository("engine-test/" + UUID.randomUUID()));
    private final ContextCache cache = new ContextCache(registries, repository.registry(), SIZE + 1);

    @TempDir
    Path folder;

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void whatAnEventCarriesIsAtHand() throws IOException {
        try (HeldContext context = cache.hold(Archive.of(new byte[] {1, 2}))) {
            assertThat(bytes(context)).containsExactly(1, 2);
        }
    }

    @Test
    void aLargeOneIsFetchedOnceAndReadOften() throws IOException {
        byte[] tar = content(1);
        Archive archive = stored(tar);

        try (HeldContext first = cache.hold(archive);
                HeldContext second = cache.hold(archive)) {
            assertThat(bytes(first)).isEqualTo(tar);
            assertThat(bytes(second)).isEqualTo(tar);
            assertThat(bytes(first)).isEqualTo(tar);
        }
        Archive elsewhere = archive.at(nowhere(archive));
        try (HeldContext kept = cache.hold(elsewhere)) {
            assertThat(bytes(kept)).as("kept by its digest").isEqualTo(tar);
        }
    }

    /** A name of this machine that is none of those that Docker takes for loopback. */
    @Test
    void oneInAStagingWithoutTlsIsFetchedThoughItsReferenceDoesNotSaySo() throws IOException {
        String port = RealEngine.staging().replaceFirst(".*:", "");
        byte[] tar = content(7);
        Archive archive = stored(tar);
        Archive named = archive.at(ImageReference.parse("0.0.0.0:" + port + "/" + repository.repository() + "@"
                + archive.stored().reference().digest()));

        assertThat(named.stored().reference().registry().plainHttp()).isFalse();
        try (ContextCache plain = new ContextCache(registries, Registry.parse("http://0.0.0.0:" + port), SIZE);
                HeldContext context = plain.hold(named)) {
            assertThat(bytes(context)).isEqualTo(tar);
        }
    }

    @Test
    void whatIsOverBudgetGoesTheLeastUsedFirstAndNothingThatIsHeld() throws IOException {
        Archive one = stored(content(1));
        Archive two = stored(content(2));
        try (HeldContext held = cache.hold(one)) {
            cache.hold(two).close();
            cache.hold(stored(content(3))).close();

            assertThat(bytes(held)).isEqualTo(content(1));
            assertThat(failure(two.at(nowhere(two))).kind()).as("two went").isEqualTo(Kind.CONTEXT_INVALID);
        }
    }

    @Test
    void oneThatIsGoneIsTriedOnceMoreAndSaysWhatToDo() {
        Archive archive = Archive.larger(Digest.of(content(4)), SIZE);

        Failure failure = failure(archive.at(nowhere(archive)));

        assertThat(failure).isInstanceOf(Failure.Unknown.class);
        assertThat(failure.message()).contains("are not there any more; rebuild the image");
    }

    @Test
    void anotherThanWasStoredIsRefusedForGood() throws IOException {
        Archive archive = stored(content(5));
        Archive other =
                Archive.larger(Digest.of(content(6)), SIZE).at(archive.stored().reference());
        Archive size =
                Archive.larger(archive.digest(), SIZE + 1).at(archive.stored().reference());

        assertThat(failure(other)).isInstanceOf(Failure.Permanent.class);
        assertThat(failure(other).message()).contains("are not those that were stored");
        assertThat(failure(size)).isInstanceOf(Failure.Permanent.class);
    }

    @Test
    void aRegistryThatIsAwayIsChance() {
        Archive archive = Archive.larger(Digest.of(content(7)), SIZE);
        ImageReference away = ImageReference.parse("localhost:1/x@" + archive.digest());

        assertThat(failure(archive.at(away))).isInstanceOf(Failure.Transient.class);
    }

    @Test
    void aRegistryThatAsksToWaitIsHeard() throws Exception {
        HttpServer busy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        busy.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Retry-After", "90");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
        });
        busy.start();
        try {
            Archive archive = Archive.larger(Digest.of(content(8)), SIZE);
            ImageReference there =
                    ImageReference.parse("localhost:" + busy.getAddress().getPort() + "/x@" + archive.digest());

            EngineException thrown = catchThrowableOfType(EngineException.class, () -> cache.hold(archive.at(there)));

            assertThat(thrown.failure().kind()).isEqualTo(Kind.RATE_LIMITED);
            assertThat(thrown.asked()).isEqualTo(Duration.ofSeconds(90));
        } finally {
            busy.stop(0);
        }
    }

    private Failure failure(Archive archive) {
        return catchThrowableOfType(EngineException.class, () -> cache.hold(archive))
                .failure();
    }

    private ImageReference nowhere(Archive archive) {
        return new RepositoryReference(repository.registry(), new Repository("engine-test/none")).at(archive.digest());
    }

    private Archive stored(byte[] tar) throws IOException {
        Digest digest = Digest.of(tar);
        Path file = Files.write(folder.resolve(digest.hex()), tar);
        TarArtifact.push(registries, repository, digest, tar.length, file);
        return Archive.larger(digest, tar.length).at(TarArtifact.reference(repository, digest, tar.length));
    }

    private static byte[] content(int seed) {
        byte[] content = new byte[SIZE];
        new Random(seed).nextBytes(content);
        return content;
    }

    private static byte[] bytes(HeldContext context) throws IOException {
        try (InputStream tar = context.tar().open()) {
            return tar.readAllBytes();
        }
    }
}

package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.oci.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One image is published to registries of every kind at once, and verified there with nothing but key and login. */
@Tag("containers")
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class RegistryKindsIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path FOLDER = Path.of("target/registry-kinds");
    private static final Map<Kind, Registry> REGISTRIES = new EnumMap<>(Kind.class);
    private static final Deque<AutoCloseable> OPEN = new ArrayDeque<>();

    private static BlobHost blobs;
    private static Lock lock;
    private static Stack stack;
    private static PublishCompleted published;
    private static Path key;

    /** Each is a mirror but for the first, which is production. */
    enum Kind {
        PLAIN,
        REFERRERS_API,
        TLS_AND_LOGIN,
        REDIRECTING
    }

    @BeforeAll
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    static void publishAnImage() throws Exception {
        Files.createDirectories(FOLDER);
        REGISTRIES.put(Kind.PLAIN, opened(PlainRegistry.start()).registry());
        addReferrersApi();
        lock = new Lock(FOLDER.resolve("lock"));
        REGISTRIES.put(Kind.TLS_AND_LOGIN, opened(PlainRegistry.locked(lock)).registry());
        blobs = opened(BlobHost.start());
        REGISTRIES.put(
                Kind.REDIRECTING, opened(PlainRegistry.redirecting(blobs)).registry());
        stack = opened(Stack.on(
                TestCatalog.empty("kinds")
                        .with("image", 1, "RUN echo hello > /hello")
                        .folder(),
                Map.of(
                        "IMPRIMATUR_REGISTRY",
                        REGISTRIES.get(Kind.PLAIN).toString(),
                        "IMPRIMATUR_PUBLISHER_MIRRORS",
                        REGISTRIES.entrySet().stream()
                                .filter(entry -> entry.getKey() != Kind.PLAIN)
                                .map(entry -> entry.getValue().toString())
                                .collect(Collectors.joining(",")),
                        "DOCKER_CONFIG",
                        lock.opened(REGISTRIES.get(Kind.TLS_AND_LOGIN).toString())
                                .toString())));
        Rebuilds rebuilds = new Rebuilds(stack);
        RebuildId rebuild = rebuilds.all();
        rebuilds.completed(rebuild, LIMIT);
        published = rebuilds.published(rebuild).getFirst();
        assertThat(published.failure()).isNull();
        key = Files.writeString(FOLDER.resolve("imprimatur.pub"), stack.script().ok(LIMIT, "keys", "--pem"));
    }

    /** Where its packages cannot be had, the others are tested all the same. */
    private static void addReferrersApi() throws InterruptedException {
        try {
            ReferrersContainer registry = opened(ReferrersContainer.start(Path.of("target/other-tools")));
            REGISTRIES.put(Kind.REFERRERS_API, registry.registry());
        } catch (IOException e) {
            System.err.println("SKIPPED: no image was put into a registry with the referrers API: " + e.getMessage());
        }
    }

    private static <T extends AutoCloseable> T opened(T resource) {
        OPEN.push(resource);
        return resource;
    }

    @AfterAll
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    static void close() throws Exception {
        for (AutoCloseable each : OPEN) {
            each.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void imageStatementsAndLogsAreVerifiedThere(Kind kind) {
        Assumptions.assumeTrue(REGISTRIES.containsKey(kind));
        String reference = reference(kind);
        await().atMost(LIMIT).until(() -> verify(reference).exitCode() == 0);

        String report = verify(reference).output();

        assertThat(report)
                .contains(published.digest().value(), "build log, 1 attempt, ", "test log, 1 attempt, ", "is verified");
        assertThat(stack.script().ok(LIMIT, "verify", reference, "--key", key(), "--log", "build"))
                .contains("RUN echo hello > /hello");
    }

    @Test
    void readersAreSentToTheOtherHostForBlobs() {
        await().atMost(LIMIT).until(() -> verify(reference(Kind.REDIRECTING)).exitCode() == 0);
        long before = blobs.given();

        verify(reference(Kind.REDIRECTING));

        assertThat(blobs.given()).isGreaterThan(before);
    }

    @Test
    void whoHasNoLoginIsTurnedAway() throws IOException {
        String address = REGISTRIES.get(Kind.TLS_AND_LOGIN).toString();
        Path configuration = lock.trusting(address);

        Script.Result turnedAway = new Script(stack.script().home(), Map.of("DOCKER_CONFIG", configuration.toString()))
                .run(LIMIT, "verify", reference(Kind.TLS_AND_LOGIN), "--key", key());

        assertThat(turnedAway.exitCode()).isPositive();
        assertThat(turnedAway.errors()).contains("login");
    }

    private static Script.Result verify(String reference) {
        return stack.script().run(LIMIT, "verify", reference, "--key", key());
    }

    private static String reference(Kind kind) {
        return published
                .candidate()
                .pinned()
                .getFirst()
                .in(REGISTRIES.get(kind))
                .toString();
    }

    private static String key() {
        return key.toAbsolutePath().toString();
    }
}

package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.imprimatur.engine.BuildKitRefusal;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.ContextTar;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.fixture.Tars;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only BuildKit builds, and what builds by it share: nothing. On a real engine. */
@Tag("engine")
class BuildKitTest {
    private static final String CACHE = "RUN --mount=type=cache,id=k,target=/c ";

    private static Engine engine;

    private final String label = "test/" + UUID.randomUUID();
    private final StringBuffer log = new StringBuffer();

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
    }

    private Digest build(String lines, Output output) {
        return engine.build(order(label, lines).by(Builder.BUILDKIT), output);
    }

    @Test
    void mountsAreBuilt() {
        build(
                "RUN --mount=type=tmpfs,target=/t --mount=type=bind,from=" + base()
                        + ",source=/etc,target=/other grep -c tmpfs /proc/mounts && ls /other/debian_version",
                log::append);

        assertThat(log.toString()).contains("\n/other/debian_version\n").contains("Step 2/2 : RUN --mount=type=tmpfs");
    }

    @Test
    void aPoisonedCacheIsSeenByNoOtherBuild() {
        build(CACHE + "echo poison >/c/f; ls /c", log::append);
        assertThat(log.toString()).contains("\nf\n");
        log.setLength(0);

        build(CACHE + "ls /c; echo there is: $(ls /c)", log::append);

        assertThat(log.toString()).contains("\nthere is:\n").doesNotContain("\nf\n");
    }

    /** Neither by its own name, nor by that of the other build's, which it learns. */
    @Test
    void norByOneThatRunsBesideIt() {
        String poisoning = "ARG BUILDKIT_CACHE_MOUNT_NS\n" + CACHE
                + "echo poison >/c/f; echo name is: $BUILDKIT_CACHE_MOUNT_NS; sleep 300";
        Cancellation cancellation = new Cancellation();
        CompletableFuture<String> name = new CompletableFuture<>();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> catchThrowableOfType(
                EngineException.class,
                () -> engine.build(
                        order(label, poisoning, true, Duration.ofMinutes(2), cancellation)
                                .by(Builder.BUILDKIT),
                        text -> text.lines()
                                .filter(line -> line.startsWith("name is: "))
                                .forEach(line -> name.complete(line.substring("name is: ".length()))))));
        String learnt = name.orTimeout(1, TimeUnit.MINUTES).join();

        for (String id : List.of("k", learnt + "/k", "../" + learnt + "/k")) {
            build(
                    "ARG BUILDKIT_CACHE_MOUNT_NS=" + learnt + "\nRUN --mount=type=cache,id=" + id
                            + ",target=/c echo there is: $(ls /c)",
                    log::append);
        }
        cancellation.cancel();
        other.join();

        assertThat(learnt).isNotBlank();
        assertThat(log.toString().lines().filter(line -> line.startsWith("there is:")))
                .containsExactly("there is:", "there is:", "there is:");
    }

    /** A cache is emptied when a build begins, and not again when its command does. */
    @Test
    void norByOneThatBeganBefore() {
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Digest> first = CompletableFuture.supplyAsync(() ->
                build("RUN echo begun; sleep 8\n" + CACHE + "echo there is: $(ls /c)", text -> {
                    log.append(text);
                    if (text.contains("begun\n")) {
                        begun.complete(null);
                    }
                }));
        begun.orTimeout(1, TimeUnit.MINUTES).join();
        Cancellation cancellation = new Cancellation();
        CompletableFuture<Void> poisoned = new CompletableFuture<>();
        CompletableFuture<Void> second = CompletableFuture.runAsync(() -> catchThrowableOfType(
                EngineException.class,
                () -> engine.build(
                        order(
                                        label,
                                        CACHE + "echo poison >/c/f; echo poisoned; sleep 300",
                                        true,
                                        Duration.ofMinutes(2),
                                        cancellation)
                                .by(Builder.BUILDKIT),
                        text -> {
                            if (text.contains("poisoned\n")) {
                                poisoned.complete(null);
                            }
                        })));
        poisoned.orTimeout(1, TimeUnit.MINUTES).join();
        assertThat(first).as("it is in time").isNotDone();

        assertThat(first).succeedsWithin(Duration.ofMinutes(1));
        cancellation.cancel();
        second.join();

        assertThat(log.toString()).contains("\nthere is:\n");
    }

    @Test
    void everyBuildRunsItsCommandsAgain() {
        String line = "RUN cat /proc/sys/kernel/random/uuid";
        Digest first = build(line + " >/id", log::append);
        Digest second = build(line + " >/id", log::append);

        assertThat(second).isNotEqualTo(first);
    }

    /** Each clears the cache when it has ended. */
    @Test
    void buildsBesideEachOtherFinish() {
        List<CompletableFuture<Digest>> builds = IntStream.range(0, 6)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> build(
                        "RUN echo " + i + " >/a\nRUN sleep 0." + i + "; cat /a\n" + CACHE + "echo x >/c/x\nCOPY --from="
                                + base() + " /etc/debian_version /v" + i,
                        Output.none())))
                .toList();

        assertThat(builds.stream().map(CompletableFuture::join).distinct()).hasSize(6);
    }

    @Test
    void nothingOfABuildStaysInTheCache() {
        build(CACHE + "head -c 1m /dev/zero >/c/f", log::append);
        catchThrowableOfType(
                EngineException.class, () -> build("RUN head -c 1m /dev/zero >/f\nRUN false", log::append));

        await().atMost(Duration.ofSeconds(20)).until(BuildKitTest::cached, said -> said.contains("Build Cache 0"));
    }

    private static String cached() throws IOException {
        Process process = new ProcessBuilder("docker", "system", "df", "--format", "{{.Type}} {{.TotalCount}}").start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void theFrontendIsTheEnginesOwn() {
        engine.build(
                order(
                                "# syntax=docker/dockerfile:1\n"
                                        + order(label, "RUN --mount=type=tmpfs,target=/t echo ran")
                                                .dockerfile(),
                                true,
                                Duration.ofMinutes(1),
                                null)
                        .by(Builder.BUILDKIT),
                log::append);

        assertThat(log.toString()).contains("ran\n");
    }

    @Test
    void whatNeedsASessionIsRefusedWithItsLine() {
        Failure failure = catchThrowableOfType(
                        EngineException.class, () -> build("RUN true\nRUN --mount=type=secret,id=a true", log::append))
                .failure();

        assertThat(failure).isInstanceOf(Failure.Permanent.class);
        assertThat(failure.kind()).isEqualTo(Kind.DOCKERFILE_INVALID);
        assertThat(failure.message()).startsWith("line 4 of the Dockerfile has RUN --mount=type=secret");
    }

    /** BuildKit would take the files of one of any platform. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY --from=%s /f /g",
                "RUN --mount=type=bind,target=/m,\\\n\nfrom=%s true",
            })
    void filesAreTakenFromNoImageOfAnotherPlatform(String line) {
        ImageReference other = ImageReference.parse(RealEngine.staging() + "/" + label + ":1");
        Digest made = engine.build(
                BuildOrderBuilder.builder()
                        .dockerfile("FROM scratch\nCOPY f /f\n")
                        .context(ContextTar.of(Tars.of(Map.of("f", "x"))))
                        .labels(Map.of("dev.imprimatur.image", label))
                        .platform("linux/s390x")
                        .network(false)
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                Output.none());
        engine.tag(made.value(), other);

        Failure failure = catchThrowableOfType(BuildKitRefusal.class, () -> build(line.formatted(other), log::append))
                .failure();
        engine.untag(other);

        assertThat(failure.kind()).isEqualTo(Kind.PLATFORM_MISMATCH);
        assertThat(failure.message()).startsWith(other + " is for linux/s390x, not ");
    }

    @Test
    void theClassicBuilderSaysWhatItDoesNotKnow() {
        Failure failure = catchThrowableOfType(
                        EngineException.class,
                        () -> engine.build(order(label, "RUN --mount=type=tmpfs,target=/t true"), log::append))
                .failure();

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.DOCKERFILE_INVALID);
        assertThat(failure).isInstanceOf(Failure.Permanent.class);
    }
}

package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.imprimatur.engine.BuildKitRefusal;
import dev.imprimatur.engine.BuildOrder;
import dev.imprimatur.engine.BuildOrderBuilder;
import dev.imprimatur.engine.Builder;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.fixture.Surroundings;
import dev.imprimatur.oci.Digest;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What hostile Dockerfiles can take by BuildKit, on a real engine that bounds it, and that no other one builds by it.
 */
@Tag("engine")
class BuildKitBoundedTest {
    private static final Settings.Wanted WANTED = new Settings.Wanted("64m", 0.5, 40, "1m", "20m", "builds");
    private static final String BOUNDS = "memory=67108864 cpus=50000 processes=40 disk=20971520 network=builds";

    private static BoundedEngine bounded;
    private static Engine engine;

    private final String label = "test/" + UUID.randomUUID();
    private final StringBuffer log = new StringBuffer();

    @BeforeAll
    static void start() throws IOException {
        bounded = new BoundedEngine(BOUNDS);
        engine = DockerEngines.connect(Settings.of(bounded.host(), WANTED));
    }

    @AfterAll
    static void stop() {
        if (engine != null) {
            engine.close();
        }
        if (bounded != null) {
            bounded.close();
        }
    }

    private void build(String lines) {
        build(lines, log::append);
    }

    private void build(String lines, Output output) {
        engine.build(
                order(label, lines, false, Duration.ofMinutes(2), new Cancellation())
                        .by(Builder.BUILDKIT),
                output);
    }

    private Failure failure(String lines) {
        CompletableFuture<Void> neighbour = CompletableFuture.runAsync(
                () -> build("RUN for i in $(seq 20); do sleep 1 & done; wait; echo $i", Output.none()));
        Failure failure =
                catchThrowableOfType(EngineException.class, () -> build(lines)).failure();
        assertThat(neighbour).succeedsWithin(Duration.ofMinutes(1));
        return failure;
    }

    @Test
    void anEngineThatSetsTheBoundsHasNoTrouble() {
        assertThat(engine.buildKitTrouble()).isEmpty();
    }

    @Test
    void theBoundsAreThoseOfTheCommandsCgroup() {
        build("RUN cd /sys/fs/cgroup && { cat cpu.max memory.max memory.swap.max pids.max 2>/dev/null"
                + " || cat cpu/cpu.cfs_quota_us memory/memory.limit_in_bytes pids/pids.max; }");

        assertThat(log.toString())
                .containsPattern("(?m)^50000(?: 100000)?$")
                .containsPattern("(?m)^67108864$")
                .containsPattern("(?m)^40$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN tail /dev/zero",
                "RUN --mount=type=tmpfs,target=/t head -c 100m /dev/zero >/t/f && sleep 60",
                "RUN head -c 100m /dev/zero >/dev/shm/f; tail /dev/zero",
            })
    void moreMemoryThanItMayHaveKillsIt(String line) {
        Failure failure = failure(line);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.OUT_OF_MEMORY);
        assertThat(failure.message()).contains("its limit of 64 MiB");
    }

    /** An engine is, where its machine lets it. */
    @Test
    void aCommandIsNotSparedWhereMemoryEnds() {
        build("RUN echo adjusted $(cat /proc/self/oom_score_adj)");

        assertThat(log.toString()).containsPattern("(?m)^adjusted \\d+$");
    }

    @Test
    void moreProcessesThanItMayHaveFailIt() {
        Failure failure = failure("RUN i=0; while [ $i -lt 300 ]; do sleep 20 & i=$((i + 1)); done; wait");

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.TOO_MANY_PROCESSES);
        assertThat(failure.command().output()).contains("Cannot fork");
    }

    /** In its layer, in a cache, and in what it has of another stage. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "RUN head -c 40m /dev/zero >/f && sleep 60",
                "RUN --mount=type=cache,target=/c head -c 40m /dev/zero >/c/f && sleep 60",
                "RUN --mount=type=cache,target=/c,from=other,source=/etc head -c 40m /dev/zero >/c/f && sleep 60",
                "RUN --mount=type=bind,target=/b,from=other,rw head -c 40m /dev/zero >/b/f && sleep 60",
                "RUN --mount=type=bind,target=/b,from=other,source=/etc,rw head -c 40m /dev/zero >/b/f && sleep 60",
            })
    void moreThanItMayWriteEndsIt(String line) {
        String stages = line.replace("from=other", "from=" + RealEngine.base());

        Failure failure = failure(stages);

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.LAYER_TOO_LARGE);
        assertThat(failure).isInstanceOf(Failure.Permanent.class);
    }

    @Test
    void moreOutputThanItMayHaveEndsIt() {
        assertThat(failure("RUN yes").kind()).isEqualTo(Kind.OUTPUT_TOO_LARGE);
        assertThat(log.toString().lines().filter("y"::equals).count() * 2).isLessThanOrEqualTo(1 << 20);
    }

    /** The engine mounts with relative names then. */
    @Test
    void moreThanItMayWriteEndsItOnManyLayersToo() {
        String layers =
                IntStream.range(0, 75).mapToObj(i -> "WORKDIR /w" + i + "\n").collect(Collectors.joining());

        Failure failure = failure(layers + "RUN head -c 40m /dev/zero >/f && sleep 60");

        assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.LAYER_TOO_LARGE);
    }

    /** The engine passes on no more of it, so it is not known to be silent. */
    @Test
    void aCommandWhoseOutputTheEngineCutsIsNotTakenForSilent() {
        try (Engine patient = DockerEngines.connect(
                Settings.of(bounded.host(), new Settings.Wanted("64m", 0.5, 40, "100m", "20m", "builds")))) {
            BuildOrder order = order(
                    label,
                    "RUN for i in $(seq 17); do yes $(seq 200) | head -c 1m; sleep 0.3; done;"
                            + " for i in 1 2 3 4 5 6; do sleep 1; echo $i; done");
            patient.build(
                    BuildOrderBuilder.builder()
                            .dockerfile(order.dockerfile())
                            .context(order.context())
                            .network(false)
                            .timeout(order.timeout())
                            .silence(Duration.ofSeconds(3))
                            .builtBy(Builder.BUILDKIT)
                            .build(),
                    log::append);
        }
        assertThat(log.toString()).contains("output clipped, log limit 16MiB reached");
    }

    /** Engines 20.10 repeat themselves after that without an end. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBuildThatPrintsMuchAtOnceHasAnEnd(boolean succeeds) {
        try (Engine patient = DockerEngines.connect(
                Settings.of(bounded.host(), new Settings.Wanted("64m", 0.5, 40, "100m", "20m", "builds")))) {
            CompletableFuture<Digest> built = CompletableFuture.supplyAsync(() -> patient.build(
                    order(
                                    label,
                                    "RUN yes $(seq 200) | head -c 16m; " + succeeds,
                                    false,
                                    Duration.ofMinutes(2),
                                    new Cancellation())
                            .by(Builder.BUILDKIT),
                    Output.none()));

            Throwable failure = built.handle((image, thrown) -> thrown)
                    .orTimeout(90, TimeUnit.SECONDS)
                    .join();
            if (!succeeds) {
                assertThat(failure).isNotNull();
            } else if (failure != null) {
                // It may begin before the image has a name.
                assertThat(failure).hasMessageContaining("says nothing without an end");
            }
        }
    }

    /** As at the end of each build beside it, and of many more than an engine has. */
    @Test
    void aBuildWhoseContextIsClearedAwayIsSentAgain() {
        try (ScheduledExecutorService clearing = Executors.newSingleThreadScheduledExecutor()) {
            clearing.scheduleWithFixedDelay(bounded::clearCache, 0, 50, TimeUnit.MILLISECONDS);
            for (int i = 0; i < 12; i++) {
                build("RUN echo ran " + i);
            }
        }
        assertThat(log.toString()).contains("ran 11\n");
    }

    /** An engine that was started again without its bounds is not trusted for another minute. */
    @Test
    void anEngineIsAskedBeforeEachBuild() throws IOException {
        try (BoundedEngine other = new BoundedEngine(BOUNDS);
                Engine asked = DockerEngines.connect(Settings.of(other.host(), WANTED))) {
            assertThat(asked.buildKitTrouble()).isEmpty();
            other.restart(null);

            Failure failure = catchThrowableOfType(
                            BuildKitRefusal.class,
                            () -> asked.build(
                                    order(label, "RUN echo ran", false, Duration.ofMinutes(1), new Cancellation())
                                            .by(Builder.BUILDKIT),
                                    log::append))
                    .failure();

            assertThat(failure.message()).contains("limits.memory");
            assertThat(log.toString()).doesNotContain("ran");
        }
    }

    /** What a Dockerfile says stands in the configuration of its container too, in quotes. */
    @Test
    void noTextOfABuildIsTakenForItsBounds() {
        build("ENV A='\"resources\":{' B='\"pids\":{\"limit\":-1},\"resources\":{'\n"
                + "RUN : '\"resources\":{\"pids\":{\"limit\":-1}'; cat /sys/fs/cgroup/pids/pids.max"
                + " /sys/fs/cgroup/pids.max; true");

        assertThat(log.toString()).containsPattern("(?m)^40$");
    }

    /** Without them an engine would build all the same, and say nothing. */
    @Test
    void anEngineThatDoesNotSetThemBuildsNothing() {
        String host = Surroundings.required("DOCKER_HOST");
        try (Engine unbounded = DockerEngines.connect(Settings.of(host, WANTED))) {
            assertThat(unbounded.buildKitTrouble())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains(
                                    "limits.memory", "limits.cpus", "limits.processes", "limits.disk", "limits.network")
                            .contains("deploy/engine"));
            assertThat(catchThrowableOfType(
                                    EngineException.class,
                                    () -> unbounded.build(
                                            order(label, "RUN echo ran").by(Builder.BUILDKIT), log::append))
                            .failure()
                            .message())
                    .contains("limits.memory");
        }
        assertThat(log.toString()).doesNotContain("ran");
    }

    @Test
    void smallerLimitsThanTheEnginesOwnDoNotHold() {
        try (Engine stricter = DockerEngines.connect(
                Settings.of(bounded.host(), new Settings.Wanted("32m", 0.5, 20, "1m", "20m", "builds")))) {
            assertThat(stricter.buildKitTrouble())
                    .hasValueSatisfying(why -> assertThat(why)
                            .contains("limits.memory", "limits.processes")
                            .doesNotContain("limits.cpus", "limits.disk"));
        }
    }

    /** Commands of the classic builder go by the same runc. */
    @Test
    void theClassicBuilderBuildsThereAsEver() {
        engine.build(order(label, "RUN echo classic", false, Duration.ofMinutes(1), new Cancellation()), log::append);

        assertThat(log.toString()).contains("classic\n");
    }
}

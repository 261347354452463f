package dev.imprimatur.engine.docker;

import static dev.imprimatur.engine.docker.RealEngine.base;
import static dev.imprimatur.engine.docker.RealEngine.order;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Info;
import dev.imprimatur.engine.Cancellation;
import dev.imprimatur.engine.Engine;
import dev.imprimatur.engine.EngineException;
import dev.imprimatur.engine.Failure;
import dev.imprimatur.engine.Failure.Kind;
import dev.imprimatur.engine.Output;
import dev.imprimatur.engine.ResourceLimits;
import dev.imprimatur.engine.Settings;
import dev.imprimatur.fixture.EngineClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits, on a real engine. */
@Tag("engine")
class ResourceLimitsTest {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Path PIDS = CGROUPS.resolve("pids");
    private static final String PARENT =
            "imprimatur-test-" + ProcessHandle.current().pid();

    private final String label = "test/" + UUID.randomUUID();
    private final StringBuffer log = new StringBuffer();
    private final Output output = log::append;

    @BeforeAll
    static void haveTheBase() {
        try (Engine engine = RealEngine.connect()) {
            engine.pull(base(), Output.none(), new Cancellation());
        }
    }

    @AfterEach
    void clear() {
        try (Engine engine = RealEngine.connect()) {
            engine.prune("dev.imprimatur.image", label);
        }
    }

    /** The engine leaves cgroups above those of containers alone. */
    @AfterAll
    static void removeTheParent() throws IOException {
        try (Stream<Path> controllers = Files.list(CGROUPS)) {
            for (Path controller : controllers.toList()) {
                Files.deleteIfExists(controller.resolve(PARENT));
            }
        }
    }

    private Failure failure(Engine engine, String lines) {
        return catchThrowableOfType(EngineException.class, () -> engine.build(order(label, lines), output))
                .failure();
    }

    @Test
    void aBuildThatNeedsMoreMemoryThanItMayIsKilledAndReportedSo() {
        try (Engine engine = DockerEngines.connect(Settings.limited("64m", null, null, null))) {
            Failure failure = failure(engine, "RUN tail /dev/zero");

            assertThat(failure.kind()).as(failure.message()).isEqualTo(Kind.OUT_OF_MEMORY);
            assertThat(failure).isInstanceOf(Failure.Unknown.class);
            assertThat(failure.message())
                    .contains("'tail /dev/zero' ended with exit code 137")
                    .contains("its limit of 64 MiB")
                    .contains("imprimatur.engine.limits.memory");
        }
    }

    @Test
    void memoryAndProcessorQuotaAreThoseOfTheContainersCgroup() {
        try (Engine engine = DockerEngines.connect(Settings.limited("64m", 0.5, null, null))) {
            engine.build(
                    order(
                            label,
                            "RUN cd /sys/fs/cgroup && { cat cpu.max memory.max memory.swap.max 2>/dev/null"
                                    + " || cat cpu/cpu.cfs_quota_us memory/memory.limit_in_bytes; }"),
                    output);

            assertThat(log.toString())
                    .containsPattern("(?m)^50000(?: 100000)?$")
                    .containsPattern("(?m)^67108864$");
        }
    }

    @Test
    void withoutLimitsThereAreNone() {
        try (Engine engine = RealEngine.connect()) {
            engine.build(
                    order(label, "RUN cd /sys/fs/cgroup && { cat cpu.max 2>/dev/null || cat cpu/cpu.cfs_quota_us; }"),
                    output);

            assertThat(log.toString()).containsPattern("(?m)^(?:-1|max 100000)$");
        }
    }

    @Test
    void theNetworkOfBuildsCanBeChosen() {
        try (Engine engine = DockerEngines.connect(Settings.limited(null, null, null, "none"))) {
            engine.build(order(label, "RUN test \"$(ls /sys/class/net)\" = lo"), output);
        }
        try (Engine engine = DockerEngines.connect(Settings.limited(null, null, null, "no-such-network"))) {
            assertThat(engine.version().unheld()).contains("network");
            assertThat(failure(engine, "RUN true").message()).contains("no-such-network");
        }
    }

    @Test
    void theCgroupAboveThoseOfBuildsCanBeChosen() throws Exception {
        AtomicReference<String> parent = new AtomicReference<>();
        Cancellation cancellation = new Cancellation();
        try (DockerClient docker = EngineClient.connect();
                Engine engine = DockerEngines.connect(Settings.limited(null, null, "/" + PARENT, null))) {
            Output looking = text -> {
                if (text.contains("begun\n")) {
                    parent.set(parentOf(docker));
                    Thread.ofVirtual().start(cancellation::cancel);
                }
            };
            catchThrowableOfType(
                    EngineException.class,
                    () -> engine.build(
                            order(label, "RUN echo begun && sleep 60", true, Duration.ofMinutes(1), cancellation),
                            looking));
        }
        assertThat(parent.get()).isEqualTo("/" + PARENT);
    }

    private String parentOf(DockerClient docker) {
        Container container = docker.listContainersCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of("dev.imprimatur.image", label))
                .exec()
                .getFirst();
        return docker.inspectContainerCmd(container.getId())
                .exec()
                .getHostConfig()
                .getCgroupParent();
    }

    @Test
    void whatAnEngineCannotHoldItSays() {
        ResourceLimits limits =
                ResourceLimits.of(Settings.limited("64m", 0.5, null, null).limits());
        Info poor = new Info().withMemoryLimit(false).withCpuCfsQuota(true);

        assertThat(UnheldLimits.of(limits, poor, network -> true)).containsExactly("memory");
        assertThat(UnheldLimits.of(ResourceLimits.NONE, poor, network -> true)).isEmpty();
        try (Engine engine = DockerEngines.connect(Settings.limited("64m", 0.5, null, null))) {
            assertThat(engine.version().unheld()).isEmpty();
        }
    }

    /** The way to bound the processes of all builds together. */
    @Test
    void aCgroupWithABoundOnProcessesHoldsForBuilds() throws IOException {
        Path cgroup = PIDS.resolve(PARENT);
        assumeTrue(Files.isWritable(PIDS), "only where this machine's cgroups of version 1 are the engine's, and ours");
        Files.createDirectories(cgroup);
        Files.writeString(cgroup.resolve("pids.max"), "20");
        try (Engine engine = DockerEngines.connect(Settings.limited(null, null, "/" + PARENT, null))) {
            Failure failure = failure(engine, "RUN for i in $(seq 40); do sleep 5 & done; wait");

            assertThat(failure.command().output()).contains("Cannot fork");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lots||||limits.memory: 'lots' is no size",
                "1m||||limits.memory is 1 MiB, expected at least 6m",
                "|0.001|||limits.cpus is 0.001, expected a number from 0.01 on",
                "|-1|||limits.cpus is -1.0",
                "||a b||limits.cgroup-parent is a b, expected a cgroup's name",
                "|||a?b|limits.network is a?b, expected a network's name",
            })
    void aLimitThatMakesNoSenseIsReportedByItsKey(
            String memory, Double cpus, String cgroupParent, String network, String message) {
        Settings settings = Settings.limited(memory, cpus, cgroupParent, network);

        assertThatThrownBy(() -> DockerEngines.connect(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}

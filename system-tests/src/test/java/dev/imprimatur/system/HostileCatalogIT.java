package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A catalogue of builds and tests that want everything, rebuilt by {@code docker-compose.yml} beside innocent ones.
 * Each way is bounded by itself too, so that a limit that does not hold fails the test and not the machine.
 */
@Tag("containers")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostileCatalogIT {
    private static final Path FIXTURE = Path.of("src/test/resources/hostile-catalog");
    private static final Path WAYS_OUT =
            Script.ROOT.resolve("engine/src/test/resources/dev/imprimatur/engine/docker/ways-out");
    private static final Duration LIMIT = Duration.ofMinutes(10);
    /** Those of the catalogue's releases 1.0.0, 1.0.1 and so on. */
    private static final List<String> WAYS =
            List.of("fork-bomb", "memory-hog", "disk-filler", "endless-output", "connections", "ways-out");

    private static final Set<String> INNOCENT = Set.of(
            "innocent/1.0.0/bookworm", "innocent/1.0.1/bookworm", "innocent/1.0.2/bookworm", "innocent/1.0.3/bookworm");
    private static final List<Integer> PORTS = List.of(22, 80, 2375, 2376, 5000, 5432, 8080, 9092, 9093, 9094);

    private static ComposeStack stack;
    private static ComposeRebuilds rebuilds;
    private static Set<String> addresses;
    private static Map<String, String> runningSince;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;

    @BeforeAll
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    static void rebuildAll() throws Exception {
        Path catalog = Files.createTempDirectory("imprimatur-hostile");
        Script.Result copied = Script.program(LIMIT, "cp", "-r", FIXTURE.toAbsolutePath() + "/.", catalog.toString());
        assertThat(copied.exitCode()).as(copied.errors()).isZero();
        Files.copy(WAYS_OUT, catalog.resolve("ways/ways-out"));
        // The renderer reads it as a user of its own.
        Files.setPosixFilePermissions(catalog, PosixFilePermissions.fromString("rwxr-xr-x"));
        stack = ComposeStack.on(
                catalog,
                Map.of(
                        "IMPRIMATUR_BUILD_MEMORY", "256m",
                        "IMPRIMATUR_BUILD_PROCESSES", "256",
                        "IMPRIMATUR_BUILD_OUTPUT", "16m",
                        "IMPRIMATUR_BUILD_DISK", "256m"));
        addresses = addresses();
        Files.write(catalog.resolve("ways/addresses"), addresses);
        runningSince = stack.runningSince();
        rebuilds = new ComposeRebuilds(stack.project(), stack.kafka());
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
    }

    @AfterAll
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    static void down() {
        if (stack != null) {
            stack.close();
        }
    }

    /** Every container of the stack, the machine, the engine as a build sees it, and what a cloud tells machines. */
    private static Set<String> addresses() {
        Set<String> hosts = new TreeSet<>(stack.addresses());
        hosts.addAll(stack.gateways());
        hosts.addAll(List.of(BuildNeighbours.METADATA, "kafka", "postgres", "production", "staging", "engine"));
        hosts.add(stack.project()
                .in("engine", "docker", "network", "inspect", "--format={{(index .IPAM.Config 0).Gateway}}", "builds")
                .strip());
        return hosts.stream()
                .flatMap(host -> PORTS.stream().map(port -> host + "/" + port))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void eachHostileBuildFailsAsWhatItDid() {
        assertThat(kinds("hostile", "build"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "fork-bomb", "too-many-processes",
                        "memory-hog", "out-of-memory",
                        "disk-filler", "layer-too-large",
                        "endless-output", "output-too-large",
                        "connections", "command-failed",
                        "ways-out", "command-failed"));
    }

    /** What a test takes is its own failure where that is certain, and else one of the engine's. */
    @Test
    void soDoesEachHostileTest() {
        assertThat(kinds("trojan", "test"))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "fork-bomb", "too-many-processes",
                        "memory-hog", "out-of-memory",
                        "disk-filler", "test-failed",
                        "endless-output", "test-failed",
                        "connections", "test-failed",
                        "ways-out", "test-failed"));
        assertThat(failure("trojan", "disk-filler").message()).contains("imprimatur.engine.limits.disk");
        assertThat(failure("trojan", "endless-output").message()).contains("imprimatur.engine.limits.output");
    }

    /** If not, the next test could not fail. */
    @Test
    void aServiceReachesWhatBuildsTry() {
        Set<String> tried = Set.of("kafka/9092", "postgres/5432", "production/5000");
        assertThat(addresses).containsAll(tried);

        String said = stack.project()
                .in("renderer", "sh", "-c", FencedEngine.connecting(tried).substring("RUN ".length()));

        assertThat(said.lines()).contains("reached kafka/9092", "reached postgres/5432", "reached production/5000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostile", "trojan"})
    void neitherReachesAnythingNorGetsOut(String family) {
        assertThat(failure(family, "connections").output())
                .containsPattern("tried [0-9]{3}")
                .doesNotContain("reached");
        assertThat(failure(family, "ways-out").output()).contains("tried all").doesNotContain("did ");
    }

    @Test
    void whatIsInnocentIsPublished() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(completed.published().stream().map(image -> image.image().toString()))
                .containsExactlyInAnyOrderElementsOf(INNOCENT);
        assertThat(published.stream().map(PublishCompleted::key).distinct())
                .containsExactlyInAnyOrderElementsOf(INNOCENT);
        rebuilds.areReadBack(published);
    }

    @Test
    void theStackRunsOnAndNothingIsLeftInItsEngine() {
        assertThat(stack.runningSince()).isEqualTo(runningSince);
        assertThat(stack.project().in("engine", "docker", "ps", "--all", "--quiet"))
                .isBlank();
    }

    /** The kind of failure by the way that was tried, of a family whose images all end at this stage. */
    private static Map<String, String> kinds(String family, String stage) {
        assertThat(failed(family)).extracting(RebuildCompleted.Failed::stage).containsOnly(stage);
        return failed(family)
                .collect(Collectors.toMap(
                        HostileCatalogIT::way, failed -> failed.failure().kind()));
    }

    private static FailureReport failure(String family, String way) {
        return failed(family)
                .filter(failed -> way(failed).equals(way))
                .findFirst()
                .orElseThrow()
                .failure();
    }

    private static Stream<RebuildCompleted.Failed> failed(String family) {
        return completed.failed().stream()
                .filter(failed -> failed.image().family().equals(family));
    }

    private static String way(RebuildCompleted.Failed failed) {
        String version = failed.image().version();
        return WAYS.get(Integer.parseInt(version.substring(version.lastIndexOf('.') + 1)));
    }
}

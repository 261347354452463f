package dev.imprimatur.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@link HostileCatalog}, rebuilt by {@code docker-compose.yml}. */
@Tag("containers")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostileCatalogIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String VARIANT = "bookworm";
    private static final List<Integer> PORTS = List.of(22, 80, 2375, 2376, 5000, 5432, 8080, 9092, 9093, 9094);

    private static ComposeStack stack;
    private static ComposeRebuilds rebuilds;
    private static Set<String> addresses;
    private static Map<String, String> runningSince;
    private static RebuildId rebuild;
    private static RebuildCompleted completed;
    private static HostileOutcome outcome;

    @BeforeAll
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    static void rebuildAll() throws Exception {
        Path catalog = HostileCatalog.on(VARIANT);
        stack = ComposeStack.on(
                catalog,
                HostileCatalog.LIMITS.entrySet().stream()
                        .collect(Collectors.toMap(limit -> "IMPRIMATUR_BUILD_" + limit.getKey(), Map.Entry::getValue)));
        addresses = addresses();
        HostileCatalog.connectTo(catalog, addresses);
        runningSince = stack.runningSince();
        rebuilds = new ComposeRebuilds(stack.project(), stack.kafka());
        rebuild = rebuilds.all();
        completed = rebuilds.completed(rebuild, LIMIT);
        outcome = new HostileOutcome(completed.failed());
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
        assertThat(outcome.kinds("hostile", "build")).isEqualTo(HostileCatalog.BUILDS);
    }

    @Test
    void soDoesEachHostileTest() {
        assertThat(outcome.kinds("trojan", "test")).isEqualTo(HostileCatalog.TESTS);
        assertThat(outcome.failure("trojan", "disk-filler").message()).contains("imprimatur.engine.limits.disk");
        assertThat(outcome.failure("trojan", "endless-output").message()).contains("imprimatur.engine.limits.output");
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
        outcome.assertFenced(family);
    }

    @Test
    void whatIsInnocentIsPublished() {
        List<PublishCompleted> published = rebuilds.published(rebuild);

        assertThat(completed.published().stream().map(image -> image.image().toString()))
                .containsExactlyInAnyOrderElementsOf(HostileCatalog.innocent(VARIANT));
        assertThat(published.stream().map(PublishCompleted::key).distinct())
                .containsExactlyInAnyOrderElementsOf(HostileCatalog.innocent(VARIANT));
        rebuilds.areReadBack(published);
    }

    @Test
    void theStackRunsOnAndNothingIsLeftInItsEngine() {
        assertThat(stack.runningSince()).isEqualTo(runningSince);
        assertThat(stack.project().in("engine", "docker", "ps", "--all", "--quiet"))
                .isBlank();
    }
}

package dev.imprimatur.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.system.HostileCatalog;
import dev.imprimatur.system.HostileOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@link HostileCatalog}, rebuilt by the single node's overlay. */
@Tag("cluster")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class HostileClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(15);
    private static final String VARIANT = "trixie";

    private static Cluster cluster;
    private static SingleNode node;
    private static Map<String, String> starts;
    private static JsonNode end;
    private static HostileOutcome outcome;

    @BeforeAll
    @Timeout(value = 40, unit = TimeUnit.MINUTES)
    static void rebuildAll() throws IOException {
        cluster = new Cluster();
        node = SingleNode.on(cluster);
        node.limits(HostileCatalog.LIMITS);
        Path catalog = HostileCatalog.on(VARIANT);
        HostileCatalog.connectTo(catalog, cluster.neighbours());
        node.catalog(catalog);
        starts = starts();
        String rebuild = node.imprimatur("rebuild --all").path("id").asText();
        await().atMost(LIMIT).pollInterval(Duration.ofSeconds(5)).until(() -> {
            end = node.imprimatur("rebuilds " + rebuild);
            return !end.path("finishedAt").asText("").isEmpty();
        });
        outcome = outcome();
    }

    @AfterAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    static void down() {
        if (node != null) {
            node.close();
        }
    }

    /** Each pod that stays, but the one with the command line, and how often it was started again. */
    private static Map<String, String> starts() {
        return Stream.of(SingleNode.DATA, SingleNode.ENGINES, SingleNode.SERVICES)
                .flatMap(namespace -> stream(
                        cluster.json("-n %s get pods".formatted(namespace)).path("items")))
                .filter(pod -> pod.at("/metadata/deletionTimestamp").isMissingNode())
                .collect(Collectors.toMap(
                        pod -> pod.at("/metadata/name").asText(),
                        pod -> pod.at("/status/containerStatuses/0/restartCount")
                                .asText()));
    }

    @Test
    void eachHostileBuildFailsAsWhatItDid() {
        assertThat(outcome.kinds("hostile", "build")).isEqualTo(HostileCatalog.BUILDS);
    }

    @Test
    void soDoesEachHostileTest() {
        assertThat(outcome.kinds("trojan", "test")).isEqualTo(HostileCatalog.TESTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"hostile", "trojan"})
    void neitherReachesAnythingNorGetsOut(String family) {
        outcome.assertFenced(family);
    }

    @Test
    void whatIsInnocentIsPublished() {
        assertThat(images().filter(image -> image.path("stage").asText().equals("published")))
                .extracting(image -> image.path("image").asText())
                .containsExactlyInAnyOrderElementsOf(HostileCatalog.innocent(VARIANT));
    }

    @Test
    void allPodsRunOnAndNothingIsLeftInTheEngine() {
        assertThat(starts()).isEqualTo(starts);
        assertThat(node.inEngine("docker ps --all --quiet")).isBlank();
    }

    private static HostileOutcome outcome() {
        return new HostileOutcome(images().filter(image -> image.has("failure"))
                .map(HostileClusterIT::failed)
                .toList());
    }

    private static RebuildCompleted.Failed failed(JsonNode image) {
        return new RebuildCompleted.Failed(
                ImageKey.parse(image.path("image").asText()),
                image.path("failedStage").asText(),
                EventJson.MAPPER.convertValue(image.path("failure"), FailureReport.class));
    }

    private static Stream<JsonNode> images() {
        return stream(end.path("images"));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}

package dev.imprimatur.system.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.system.Autoscaler;
import dev.imprimatur.system.FencedEngine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;

/** The single node's overlay, used as an operator uses a cluster: nodes are drained, pods die, replicas come and go. */
@Tag("cluster")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClusterIT {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration POLL = Duration.ofSeconds(5);
    /** For how long nothing is asked for, and nothing is started. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private static final int IMAGES = 13;
    /** A node of two cores does not start more at once in the time that their probes give them. */
    private static final int REPLICAS = 2;

    private static Cluster cluster;
    private static SingleNode node;
    /** What each tag of production is after the first rebuild; later ones change nothing about the images. */
    private static final Map<String, String> TAGS = new LinkedHashMap<>();

    @BeforeAll
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    static void up() throws IOException {
        cluster = new Cluster();
        node = SingleNode.on(cluster);
    }

    @AfterAll
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    static void down() {
        if (node != null) {
            node.close();
        }
    }

    /** The same build in the engine's own network reaches its registries, so that it could tell. */
    @Test
    @Order(1)
    void aBuildReachesNoNeighbourAndNoNode() {
        Set<String> neighbours = cluster.neighbours();

        assertThat(reached("host", neighbours)).anyMatch(address -> address.endsWith("/5000"));
        assertThat(reached("builds", neighbours)).isEmpty();
    }

    private static List<String> reached(String network, Set<String> addresses) {
        String dockerfile = "FROM staging.imprimatur-data:5000/upstream/debian:trixie\n"
                + FencedEngine.connecting(addresses) + "\n";
        String said = node.inEngine("echo %s | base64 -d | DOCKER_BUILDKIT=0 docker build --no-cache --network %s -"
                .formatted(Base64.getEncoder().encodeToString(dockerfile.getBytes(StandardCharsets.UTF_8)), network));
        assertThat(said.lines()).contains("tried");
        return said.lines()
                .filter(line -> line.startsWith("reached "))
                .map(line -> line.substring("reached ".length()))
                .toList();
    }

    @Test
    @Order(2)
    void evictingEveryServiceCostsNoAttemptAndNoImage() throws IOException {
        String rebuild = rebuildAll();
        await().atMost(LIMIT).until(() -> done(rebuild) > 0);

        for (String service : List.of("builder", "tester", "publisher", "renderer", "console")) {
            String namespace = service.matches("builder|tester") ? SingleNode.ENGINES : SingleNode.SERVICES;
            cluster.evict(namespace, service);
            cluster.await(namespace, (service.equals("tester") ? "statefulset/" : "deployment/") + service);
        }

        JsonNode end = succeeded(rebuild);
        assertThat(end.path("images"))
                .allSatisfy(image -> assertThat(image.path("buildAttempts").asInt())
                        .as("%s", image)
                        .isEqualTo(1))
                .allSatisfy(image -> assertThat(image.path("testAttempts").asInt())
                        .as("%s", image)
                        .isEqualTo(1))
                .allSatisfy(image -> image.path("tags")
                        .forEach(tag ->
                                TAGS.put(tag.asText(), image.path("digest").asText())));
        assertThat(TAGS).hasSizeGreaterThan(IMAGES);
        areReadBack();
    }

    @Test
    @Order(3)
    void aBuilderAndItsEngineThatAreKilledCostTheBuildsInHandOneAttempt() {
        String rebuild = rebuildAll();
        await().atMost(LIMIT).until(() -> done(rebuild) > 0);

        cluster.kill(SingleNode.ENGINES, "builder");
        cluster.kill(SingleNode.ENGINES, "engine");

        JsonNode end = succeeded(rebuild);
        List<Integer> attempts = StreamSupport.stream(end.path("images").spliterator(), false)
                .map(image -> image.path("buildAttempts").asInt())
                .toList();
        assertThat(attempts).allMatch(number -> number <= 2);
        assertThat(attempts.stream().filter(number -> number == 2))
                .as("a builder has two in hand")
                .hasSizeLessThanOrEqualTo(2);
        areReadBack();
    }

    @Test
    @Order(4)
    @Timeout(value = 35, unit = TimeUnit.MINUTES)
    void whatKedaWouldAskStartsAndStopsBuildersAndTesters() {
        Autoscaler autoscaler = new Autoscaler(new ClusterMeasures(cluster));
        Map<String, List<Integer>> history =
                new HashMap<>(Map.of("builder", new ArrayList<>(), "tester", new ArrayList<>()));
        await().atMost(LIMIT).until(() -> {
            scale(autoscaler, history);
            return none();
        });
        await().during(QUIET).atMost(QUIET.plusMinutes(1)).pollInterval(POLL).until(() -> {
            scale(autoscaler, history);
            return none();
        });

        String rebuild = rebuildAll();
        await().atMost(LIMIT).until(() -> {
            scale(autoscaler, history);
            return ended(rebuild) && none();
        });

        assertThat(history.get("builder")).containsSubsequence(0, 1, 0);
        assertThat(history.get("tester")).containsSubsequence(0, 1, 0);
        assertThat(succeeded(rebuild).path("images"))
                .allSatisfy(image -> assertThat(image.path("buildAttempts").asInt())
                        .as("%s", image)
                        .isEqualTo(1));
        areReadBack();
    }

    private static void scale(Autoscaler autoscaler, Map<String, List<Integer>> history) {
        history.forEach((service, before) -> {
            int wanted = Math.min(REPLICAS, autoscaler.wanted(service));
            if (before.isEmpty() || before.getLast() != wanted) {
                cluster.ok("-n %s scale --replicas=%d %s/%s"
                        .formatted(
                                SingleNode.ENGINES,
                                wanted,
                                service.equals("tester") ? "statefulset" : "deployment",
                                service));
                before.add(wanted);
            }
        });
    }

    private static boolean none() {
        return cluster.pods(SingleNode.ENGINES, "builder") + cluster.pods(SingleNode.ENGINES, "tester") == 0;
    }

    private static String rebuildAll() {
        return node.imprimatur("rebuild --all").path("id").asText();
    }

    private static long done(String rebuild) {
        JsonNode now = node.imprimatur("rebuilds " + rebuild);
        return now.path("published").asLong() + now.path("unchanged").asLong();
    }

    private static boolean ended(String rebuild) {
        return !node.imprimatur("rebuilds " + rebuild)
                .path("finishedAt")
                .asText("")
                .isEmpty();
    }

    private static JsonNode succeeded(String rebuild) {
        await().atMost(LIMIT).pollInterval(POLL).until(() -> ended(rebuild));
        JsonNode end = node.imprimatur("rebuilds " + rebuild);
        assertThat(end.path("state").asText()).as("%s", end).isEqualTo("succeeded");
        assertThat(end.path("images")).hasSize(IMAGES);
        return end;
    }

    /** No tag of production has become another digest. */
    private static void areReadBack() {
        List<String> tags = TAGS.keySet().stream()
                .map(tag -> tag.substring(tag.indexOf('/') + 1))
                .toList();
        assertThat(tags).isNotEmpty();
        assertThat(new ClusterMeasures(cluster).digests(tags)).containsExactlyElementsOf(TAGS.values());
    }
}

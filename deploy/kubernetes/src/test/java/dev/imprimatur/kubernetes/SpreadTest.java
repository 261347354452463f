package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node or a zone that is gone takes no more of one kind than it has to. */
class SpreadTest {
    private static final String OPERATORS = "overlays/operators";

    /** The zones of their nodes: none as kubeadm and k3s leave it, one, and several. */
    private static final List<String[]> CLUSTERS =
            List.of(new String[3], "a a a".split(" "), "a b c".split(" "), "a a b b".split(" "));

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void replicasOfWhatHasNoEnginePreferDifferentNodes(String name) {
        List<Manifests.Workload> services = Manifests.workloads(name)
                .filter(workload -> workload.object().path("kind").asText().equals("Deployment"))
                .filter(workload -> workload.namespace().equals("imprimatur"))
                .toList();

        assertThat(services)
                .extracting(Manifests.Workload::name)
                .containsExactlyInAnyOrder("renderer", "publisher", "console");
        assertThat(services).allSatisfy(workload -> {
            assertPreferred(workload.pod());
            // Else a rollout counts the pods that it ends, and its own lie in one zone afterwards.
            assertThat(workload.pod()
                            .at("/topologySpreadConstraints/0/matchLabelKeys")
                            .toString())
                    .isEqualTo("[\"pod-template-hash\"]");
            assertThat(selectors(workload.pod()))
                    .allSatisfy(selector -> assertThat(services.stream()
                                    .filter(each -> NetworkModel.isSelected(
                                            selector, Endpoint.of(each).labels()))
                                    .map(Manifests.Workload::name))
                            .containsExactly(workload.name()));
        });
    }

    /**
     * Engines keep together, so that nodes are left for testers. Testers keep to the nodes of services: spread over all
     * they would leave engines none.
     */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void enginesAndTestersAreNotSpread(String name) {
        assertThat(Manifests.workloads(name)
                        .filter(workload -> workload.namespace().equals("imprimatur-engines")))
                .isNotEmpty()
                .noneMatch(workload -> workload.pod().has("topologySpreadConstraints"));
    }

    @Test
    void brokersPreferDifferentNodes() {
        assertThat(Manifests.ofKind(OPERATORS, "KafkaNodePool")).isNotEmpty().allSatisfy(pool -> {
            JsonNode pod = pool.at("/spec/template/pod");
            assertThat(pool.at("/spec/replicas").asInt()).isGreaterThan(1);
            assertPreferred(pod);
            assertThat(selectors(pod)).allMatch(selector -> NetworkModel.isSelected(selector, labels(pool)));
        });
    }

    /** As Strimzi gives them to the pods of a pool. */
    private static Map<String, String> labels(JsonNode pool) {
        String cluster = pool.at("/metadata/labels").path("strimzi.io/cluster").asText();
        return Map.of(
                "strimzi.io/cluster",
                cluster,
                "strimzi.io/kind",
                "Kafka",
                "strimzi.io/name",
                cluster + "-kafka",
                "strimzi.io/pool-name",
                pool.at("/metadata/name").asText());
    }

    /** CloudNativePG does so by itself, unless it is forbidden to. */
    @Test
    void soDoDatabases() {
        assertThat(Manifests.ofKind(OPERATORS, "Cluster")).isNotEmpty().allSatisfy(database -> {
            assertThat(database.at("/spec/instances").asInt()).isGreaterThan(1);
            assertThat(database.at("/spec/affinity/enablePodAntiAffinity").asBoolean(true))
                    .isTrue();
        });
    }

    /** Of the zone and of the node. */
    private static List<JsonNode> selectors(JsonNode pod) {
        List<JsonNode> selectors = pod.findValues("labelSelector");
        assertThat(selectors).hasSize(2);
        return selectors;
    }

    /** Required ones would leave pods pending where there are few nodes. */
    private static void assertPreferred(JsonNode pod) {
        CLUSTERS.forEach(zones -> assertApart(pod, zones));
        assertThat(pod.path("topologySpreadConstraints")).singleElement().satisfies(constraint -> {
            assertThat(constraint.path("topologyKey").asText()).isEqualTo(PlacementModel.ZONE);
            assertThat(constraint.path("maxSkew").asInt()).isEqualTo(1);
            assertThat(constraint.path("whenUnsatisfiable").asText()).isEqualTo("ScheduleAnyway");
        });
        assertThat(pod.at("/affinity/podAntiAffinity").fieldNames())
                .toIterable()
                .containsExactly("preferredDuringSchedulingIgnoredDuringExecution");
        assertThat(pod.at("/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution"))
                .singleElement()
                .satisfies(preference -> {
                    assertThat(preference.path("weight").asInt()).isEqualTo(100);
                    // Kubernetes 1.29 has no matchLabelKeys here.
                    assertThat(preference.path("podAffinityTerm").fieldNames())
                            .toIterable()
                            .containsExactlyInAnyOrder("topologyKey", "labelSelector");
                });
    }

    /** One after the other goes to a node that has none, in a zone that has the fewest. */
    private static void assertApart(JsonNode pod, String... zones) {
        PlacementModel cluster = new PlacementModel(pod, zones);
        for (int placed = 0; placed < zones.length; placed++) {
            int fewest = IntStream.range(0, zones.length)
                    .map(node -> cluster.around(node, PlacementModel.ZONE))
                    .min()
                    .orElseThrow();
            assertThat(cluster.preferred())
                    .as("after %d in %s", placed, Arrays.toString(zones))
                    .allMatch(node -> cluster.around(node, PlacementModel.HOST) == 0)
                    .allMatch(node -> cluster.around(node, PlacementModel.ZONE) == fewest);
            cluster.place(cluster.preferred().getFirst());
        }
    }
}

package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A node or a zone that is gone takes no more of one kind than it has to. */
class SpreadTest {
    private static final String OPERATORS = "overlays/operators";
    private static final List<String> PLACES = List.of("kubernetes.io/hostname", "topology.kubernetes.io/zone");

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
            JsonNode constraints = workload.pod().path("topologySpreadConstraints");
            assertPreferred(constraints);
            assertThat(constraints).allSatisfy(constraint -> {
                // Else a rollout counts the pods that it ends, and its own lie on one node afterwards.
                assertThat(constraint.path("matchLabelKeys").toString()).isEqualTo("[\"pod-template-hash\"]");
                assertThat(services.stream()
                                .filter(each -> NetworkModel.isSelected(
                                        constraint.path("labelSelector"),
                                        Endpoint.of(each).labels()))
                                .map(Manifests.Workload::name))
                        .containsExactly(workload.name());
            });
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
            JsonNode constraints = pool.at("/spec/template/pod/topologySpreadConstraints");
            assertThat(pool.at("/spec/replicas").asInt()).isGreaterThan(1);
            assertPreferred(constraints);
            assertThat(constraints)
                    .allMatch(constraint -> NetworkModel.isSelected(constraint.path("labelSelector"), labels(pool)));
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

    /** Required ones would leave pods pending where there are few nodes. */
    private static void assertPreferred(JsonNode constraints) {
        assertThat(constraints.findValuesAsText("topologyKey")).isEqualTo(PLACES);
        assertThat(constraints).allSatisfy(constraint -> {
            assertThat(constraint.path("maxSkew").asInt()).isEqualTo(1);
            assertThat(constraint.path("whenUnsatisfiable").asText()).isEqualTo("ScheduleAnyway");
        });
    }
}

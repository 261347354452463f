package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A node that is drained, a rollout and a smaller number of replicas cost no build, and nothing keeps a node from being
 * drained.
 */
class DrainTest {
    /** What handing back takes after the grace, as the services' READMEs say. */
    private static final Duration HANDING_BACK = Duration.ofSeconds(15);

    private static final Duration BUILD_TIMEOUT = Duration.ofMinutes(20);

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void buildersAndTestersMayFinishWhatTheyHaveInHand(String name) {
        assertThat(Manifests.workloads(name)
                        .filter(workload -> workload.name().equals("builder")
                                || workload.name().equals("tester"))
                        .toList())
                .hasSize(2)
                .allSatisfy(workload -> {
                    Duration grace = grace(workload);
                    assertThat(grace).isGreaterThanOrEqualTo(BUILD_TIMEOUT);
                    assertThat(Duration.ofSeconds(workload.pod()
                                    .path("terminationGracePeriodSeconds")
                                    .asInt()))
                            .isGreaterThanOrEqualTo(grace.plus(HANDING_BACK));
                });
    }

    private static Duration grace(Manifests.Workload workload) {
        String variable = "IMPRIMATUR_" + workload.name().toUpperCase(Locale.ROOT) + "_GRACE";
        return workload.containers()
                .flatMap(container -> Manifests.stream(container.path("env")))
                .filter(each -> each.path("name").asText().equals(variable))
                .map(each -> Duration.parse("PT" + each.path("value").asText()))
                .findFirst()
                .orElse(Duration.ZERO);
    }

    /** While a registry is away no replica is ready, and a budget of unavailable ones is used up. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void whatIsNotReadyMayBeEvicted(String name) {
        assertThat(Manifests.ofKind(name, "PodDisruptionBudget"))
                .hasSize(
                        Manifests.workloads(name)
                                        .anyMatch(workload -> workload.name().equals("tester-engine"))
                                ? 6
                                : 5)
                .extracting(budget -> budget.at("/spec/unhealthyPodEvictionPolicy"))
                .extracting(JsonNode::asText)
                .containsOnly("AlwaysAllow");
    }
}

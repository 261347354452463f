package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Engines elsewhere, after what scales, as the README has it. */
class RemoteEngineTest {
    private static final Set<String> SCALERS = Set.of("ScaledObject", "HorizontalPodAutoscaler");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"keda", "hpa"})
    void whateverScalesHasSomethingToScale(String scaling) throws Exception {
        List<JsonNode> objects = Manifests.parse(Kubectl.kustomize(
                folder,
                "base",
                "components: [%s, %s]%n"
                        .formatted(
                                Kubectl.relative(folder, "components/" + scaling),
                                Kubectl.relative(folder, "components/remote-engine"))));
        Set<String> workloads = objects.stream()
                .filter(object -> Set.of("Deployment", "StatefulSet")
                        .contains(object.path("kind").asText()))
                .map(object -> object.at("/metadata/name").asText())
                .collect(Collectors.toSet());

        assertThat(workloads).contains("builder", "tester").doesNotContain("tester-engine");
        assertThat(objects)
                .filteredOn(object -> SCALERS.contains(object.path("kind").asText()))
                .hasSize(2)
                .allSatisfy(object -> assertThat(workloads)
                        .contains(object.at("/spec/scaleTargetRef/name").asText()));
    }
}

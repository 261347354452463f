package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our own images come from a registry that the operator names, or are there already: never from a name on a hub. */
class ImagesTest {
    private static final String OURS = "imprimatur/";

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void noneOfOursIsPulledFromANameOnAHub(String name) {
        List<JsonNode> ours = Manifests.workloads(name)
                .flatMap(Manifests.Workload::containers)
                .filter(container -> container.path("image").asText().contains(OURS))
                .toList();

        assertThat(ours)
                .hasSize(6)
                .allSatisfy(container -> assertThat(container
                                        .path("image")
                                        .asText()
                                        .startsWith("registry.example.com/" + OURS)
                                || container.path("imagePullPolicy").asText().equals("Never"))
                        .as("%s", container.path("image"))
                        .isTrue());
    }

    /** On a node of another kind they would not start. Engines build for what the services run on. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void oursRunOnNodesThatTheyAreMadeFor(String name) throws IOException {
        Path catalog = Path.of(System.getProperty("imprimatur.root"), "deploy/images/catalog/catalog.yaml");
        String platform =
                Manifests.YAML.readTree(catalog.toFile()).at("/platforms/0").asText();

        assertThat(Manifests.workloads(name)
                        .filter(workload -> workload.namespace().matches("imprimatur|imprimatur-engines")
                                && !workload.name().equals("engine")))
                .hasSizeGreaterThan(5)
                .allSatisfy(workload -> assertThat("linux/"
                                + workload.pod()
                                        .at("/nodeSelector/kubernetes.io~1arch")
                                        .asText())
                        .as("%s", workload)
                        .isEqualTo(platform));
    }

    @Test
    void composeTakesThemFromThisMachineUnlessARegistryIsSet() throws IOException {
        JsonNode compose = new YAMLMapper()
                .readTree(Path.of(System.getProperty("imprimatur.root"), "docker-compose.yml")
                        .toFile());

        assertThat(Stream.of("x-service", "x-kafka-access")
                        .map(part -> compose.path(part).path("pull_policy").asText()))
                .containsOnly("${IMPRIMATUR_PULL:-never}");
        assertThat(Stream.of("renderer", "builder", "tester", "publisher", "console")
                        .map(service -> compose.at("/services/" + service).path("pull_policy")))
                .allMatch(JsonNode::isMissingNode);
    }

    @Test
    void withAPullSecretEveryPodPullsByItsAccount() {
        String name = "components/pull-secret";
        Map<String, String> secrets = Manifests.ofKind(name, "ServiceAccount").stream()
                .collect(Collectors.toMap(
                        account -> account.at("/metadata/namespace").asText() + "/"
                                + account.at("/metadata/name").asText(),
                        account -> account.at("/imagePullSecrets/0/name").asText()));

        assertThat(Manifests.workloads(name))
                .hasSize(7)
                .allSatisfy(workload -> assertThat(secrets)
                        .containsEntry(
                                workload.namespace() + "/"
                                        + workload.pod()
                                                .path("serviceAccountName")
                                                .asText(),
                                "images"));
    }
}

package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who the network policies let in, and what they let out: a second line behind the engines' own packet rules. */
class NetworkPolicyTest {
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void nothingIsLetInFromEveryNamespace(String name) {
        assertThat(policies(name)
                        .flatMap(policy -> Manifests.stream(policy.at("/spec/ingress")))
                        .toList())
                .isNotEmpty()
                .allSatisfy(
                        rule -> assertThat(Manifests.stream(rule.path("from")).toList())
                                .isNotEmpty()
                                .noneMatch(peer -> peer.has("namespaceSelector")
                                        && peer.path("namespaceSelector").isEmpty()));
    }

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void theConsoleIsReachedByItsRebuildsAndWhereItIsAllowed(String name) {
        assertThat(policy(name, "imprimatur", "console")
                        .at("/spec/ingress/0/from")
                        .toString())
                .contains("{\"imprimatur.dev/console\":\"true\"}", "weekly-rebuild")
                .doesNotContain("ipBlock");
    }

    /** It asks before it gives the first place, and would wait for ever. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void theRendererReachesThePublisherThatItIsGiven(String name) {
        assertThat(Manifests.workloads(name).filter(workload -> workload.name().equals("renderer")))
                .singleElement()
                .satisfies(workload -> assertThat(workload.pod().toString())
                        .contains("{\"name\":\"IMPRIMATUR_RENDERER_PUBLISHER\","
                                + "\"value\":\"http://publisher.imprimatur:8080\"}"));
        assertThat(Manifests.stream(policy(name, "imprimatur", "renderer").at("/spec/egress"))
                        .filter(rule ->
                                rule.path("to").toString().contains("\"app.kubernetes.io/name\":\"publisher\"")))
                .singleElement()
                .satisfies(rule -> assertThat(rule.at("/ports/0/port").asInt()).isEqualTo(8080));
        assertThat(policy(name, "imprimatur", "publisher")
                        .at("/spec/ingress/0/from")
                        .toString())
                .contains("\"console\"", "\"renderer\"");
    }

    /** Webhooks leave the console; a catalogue may be had by ssh. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void whatIsSentAndFetchedGetsOut(String name) {
        assertThat(portsToAddresses(policy(name, "imprimatur", "console"))).contains(80, 443);
        assertThat(portsToAddresses(policy(name, "imprimatur", "renderer"))).contains(22, 443);
    }

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void namesAreLookedUpWhereverAClusterAnswersThem(String name) {
        assertThat(List.of("imprimatur", "imprimatur-engines")).allSatisfy(namespace -> {
            String names = policy(name, namespace, "names").at("/spec/egress").toString();

            assertThat(names)
                    .contains("kube-system", "169.254.20.10/32", "169.254.169.254/32", "openshift-dns", "5353");
            assertThat(names).doesNotContain("\"port\":80", "\"port\":443");
        });
    }

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void addressesOfBothFamiliesAreLetOut(String name) {
        assertThat(policies(name)
                        .filter(policy -> policy.at("/spec/egress").toString().contains("0.0.0.0/0"))
                        .filter(policy -> !policy.at("/metadata/name").asText().equals("engine")))
                .isNotEmpty()
                .allMatch(policy -> policy.at("/spec/egress").toString().contains("\"::/0\""));
    }

    /** Elsewhere only their ports are known. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/operators", "overlays/single-node"})
    void whereKafkaAndTheDatabaseComeWithItServicesReachNoOther(String name) {
        assertThat(policies(name)
                        .filter(policy -> policy.at("/metadata/name").asText().equals("kafka-and-database")))
                .hasSize(2)
                .allSatisfy(
                        policy -> assertThat(policy.at("/spec/egress"))
                                .singleElement()
                                .satisfies(
                                        rule -> assertThat(rule.path("to").toString())
                                                .isEqualTo(
                                                        "[{\"namespaceSelector\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"imprimatur-data\"}}}]")));
    }

    /** Broker, database and registries of the single node ask for no login, or for one that is no secret. */
    @ParameterizedTest
    @ValueSource(strings = "overlays/single-node")
    void onlyServicesAndTheEngineGetAtWhatHasNoLogin(String name) {
        Set<String> data = Manifests.workloads(name)
                .filter(workload -> workload.namespace().equals("imprimatur-data"))
                .map(Manifests.Workload::name)
                .collect(Collectors.toSet());

        assertThat(data).containsExactlyInAnyOrder("kafka", "postgres", "staging", "production");
        assertThat(policy(name, "imprimatur-data", "nothing").at("/spec/podSelector"))
                .isEmpty();
        assertThat(policy(name, "imprimatur-data", "nothing").at("/spec").has("ingress"))
                .isFalse();
        assertThat(policies(name)
                        .filter(policy ->
                                policy.at("/metadata/namespace").asText().equals("imprimatur-data"))
                        .flatMap(policy -> policy.findValues("from").stream())
                        .flatMap(Manifests::stream)
                        .map(peer -> peer.path("podSelector").toString()))
                .isNotEmpty()
                .noneMatch(pods -> pods.equals("{}") || pods.isEmpty());
    }

    private static Set<Integer> portsToAddresses(JsonNode policy) {
        return Manifests.stream(policy.at("/spec/egress"))
                .filter(rule -> !rule.has("to") || rule.path("to").toString().contains("ipBlock"))
                .flatMap(rule -> Manifests.stream(rule.path("ports")))
                .map(port -> port.path("port").asInt())
                .collect(Collectors.toSet());
    }

    private static Stream<JsonNode> policies(String name) {
        return Manifests.ofKind(name, "NetworkPolicy").stream();
    }

    private static JsonNode policy(String overlay, String namespace, String name) {
        return policies(overlay)
                .filter(policy -> policy.at("/metadata/namespace").asText().equals(namespace)
                        && policy.at("/metadata/name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

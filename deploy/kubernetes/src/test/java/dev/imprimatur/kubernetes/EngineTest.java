package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Engines as compose and the overlays start them: by a socket alone, and with the packet rules of
 * {@code deploy/engine}.
 */
class EngineTest {
    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final String RULES = "/opt/imprimatur";

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void oneListensAtASocketOrBehindTlsOfBothSides(String name) {
        assertThat(engines(name)).allSatisfy(engine -> {
            JsonNode arguments = engine.container().path("args");
            assertThat(hosts(arguments)).isNotEmpty();
            if (hosts(arguments).stream().allMatch(host -> host.startsWith("unix:///"))) {
                assertThat(engine.container().has("ports")).isFalse();
            } else {
                assertThat(engine.workload().name()).isEqualTo("tester-engine");
                assertThat(Manifests.stream(arguments).map(JsonNode::asText))
                        .contains("--tlsverify", "--tlscacert=/certs/ca.pem");
                assertThat(engine.workload().pod().path("containers")).hasSize(1);
            }
        });
        assertThat(Manifests.workloads(name)
                        .flatMap(Manifests.Workload::containers)
                        .filter(container -> !variable(container, "IMPRIMATUR_ENGINE_CERT_PATH")
                                .isTextual())
                        .map(container -> variable(container, "IMPRIMATUR_ENGINE_HOST"))
                        .filter(JsonNode::isTextual))
                .allMatch(host -> host.asText().startsWith("unix:///"));
        assertThat(Manifests.ofKind(name, "Service"))
                .filteredOn(service -> service.at("/spec/selector").toString().contains("engine"))
                .allSatisfy(service ->
                        assertThat(service.at("/metadata/name").asText()).isEqualTo("tester-engine"));
    }

    /** Every one of them, or builds reach what is beside it. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void eachStartsWithItsPacketRulesAndIsReadyWithTheirNetwork(String name) throws IOException {
        String start = Files.readString(ROOT.resolve("deploy/engine/dockerd"));
        String namespace = Files.readString(ROOT.resolve("deploy/engine/rootlesskit"));

        assertThat(engines(name).count()).isEqualTo(expectedEngines(name));
        assertThat(engines(name)).allSatisfy(engine -> {
            assertThat(variable(engine.container(), "PATH").asText()).startsWith(RULES + ":");
            assertThat(mounted(engine.container(), RULES)).isEqualTo("engine-start");
            JsonNode volume = Manifests.stream(engine.workload().pod().path("volumes"))
                    .filter(each -> each.path("name").asText().equals("engine-start"))
                    .findFirst()
                    .orElseThrow()
                    .path("configMap");
            assertThat(volume.path("defaultMode").asInt()).isEqualTo(0555);
            assertThat(Manifests.ofKind(name, "ConfigMap"))
                    .filteredOn(map -> map.at("/metadata/name").equals(volume.path("name")))
                    .singleElement()
                    .satisfies(map -> {
                        assertThat(map.at("/metadata/namespace").asText())
                                .isEqualTo(engine.workload().namespace());
                        assertThat(map.at("/data/dockerd").asText()).isEqualTo(start);
                        assertThat(map.at("/data/rootlesskit").asText()).isEqualTo(namespace);
                    });
            assertThat(Stream.of("startupProbe", "readinessProbe")
                            .map(probe -> engine.container()
                                    .path(probe)
                                    .path("exec")
                                    .path("command")
                                    .toString()))
                    .contains("[\"docker\",\"network\",\"inspect\",\"builds\"]");
        });
        assertThat(Manifests.ofKind(name, "ConfigMap"))
                .filteredOn(map -> map.path("data").has("IMPRIMATUR_ENGINE_LIMITS_NETWORK"))
                .singleElement()
                .satisfies(map -> assertThat(
                                map.at("/data/IMPRIMATUR_ENGINE_LIMITS_NETWORK").asText())
                        .isEqualTo("builds"));
    }

    private static int expectedEngines(String name) {
        return switch (name) {
            case "overlays/single-node" -> 1;
            case "components/remote-engine" -> 0;
            default -> 2;
        };
    }

    /**
     * dockerd sets the mode of a root that is there; a volume's root belongs to a user that a rootless engine does not
     * have.
     */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void aRootlessOneMakesItsDataRootItself(String name) {
        assertThat(engines(name)
                        .filter(engine -> engine.container()
                                        .at("/securityContext/runAsUser")
                                        .asInt()
                                == 1000))
                .allSatisfy(engine -> {
                    String root = value(engine.container().path("args"), "--data-root=")
                            .findFirst()
                            .orElseThrow();
                    assertThat(mounted(engine.container(), root)).isNull();
                    assertThat(mounted(
                                    engine.container(),
                                    Path.of(root).getParent().toString()))
                            .isEqualTo("engine-data");
                });
    }

    /** Else nothing sees that it fills up. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void theServiceBesideARootlessOneSeesItsDisk(String name) {
        assertThat(engines(name)
                        .filter(engine -> engine.workload().namespace().equals("imprimatur-engines"))
                        .filter(engine -> engine.workload().name().equals("builder")))
                .allSatisfy(engine -> {
                    String root = value(engine.container().path("args"), "--data-root=")
                            .findFirst()
                            .orElseThrow();
                    JsonNode service = engine.workload().pod().at("/containers/0");
                    assertThat(mounted(service, Path.of(root).getParent().toString()))
                            .isEqualTo("engine-data");
                    assertThat(Manifests.stream(service.path("volumeMounts"))
                                    .filter(mount -> mount.path("name").asText().equals("engine-data")))
                            .allMatch(mount -> mount.path("readOnly").asBoolean());
                });
    }

    /** A build that breaks out is on a node with neither keys nor production's login, where there is another node. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void enginesKeepAwayFromTheNodesOfWhatHoldsKeys(String name) {
        assertThat(engines(name)).allSatisfy(engine -> {
            JsonNode away = engine.workload()
                    .pod()
                    .at("/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm");
            assertThat(away.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
            assertThat(away.path("namespaces").toString()).isEqualTo("[\"imprimatur\"]");
            String label = away.at("/labelSelector/matchLabels/app.kubernetes.io~1part-of")
                    .asText();
            assertThat(Manifests.workloads(name)
                            .filter(workload -> workload.namespace().equals("imprimatur"))
                            .filter(workload ->
                                    workload.object().path("kind").asText().equals("Deployment")))
                    .hasSize(3)
                    .allMatch(workload -> workload.object()
                            .at("/spec/template/metadata/labels/app.kubernetes.io~1part-of")
                            .asText()
                            .equals(label));
        });
    }

    /** Testers refuse the nodes of engines: engines that spread over all nodes leave them none. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void enginesPreferANodeThatHasOneAlready(String name) {
        assertThat(engines(name)).hasSize(2).allSatisfy(engine -> {
            JsonNode affinity = engine.workload().pod().path("affinity");
            JsonNode together = affinity.at("/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/0");
            JsonNode away = affinity.at("/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0");
            JsonNode term = together.path("podAffinityTerm");

            assertThat(term.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
            assertThat(term.at("/labelSelector/matchLabels").toString())
                    .isEqualTo("{\"imprimatur.dev/engine\":\"true\"}");
            assertThat(term.has("namespaces")).isFalse();
            assertThat(together.path("weight").asInt())
                    .isGreaterThan(away.path("weight").asInt());
        });
    }

    /** The grace of its pod is for builds and tests, of which one that hangs finishes none. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", "overlays/operators"})
    void oneThatHangsIsStartedAgainSoon(String name) {
        assertThat(engines(name)).hasSize(2).allSatisfy(engine -> {
            JsonNode probe = engine.container().path("livenessProbe");
            assertThat(probe.path("terminationGracePeriodSeconds").asInt()).isBetween(10, 60);
            assertThat(engine.container()
                            .at("/lifecycle/preStop/exec/command")
                            .toString()
                            .replace("timeout -s KILL 30 docker ps", ""))
                    .doesNotContain("docker ps");
        });
    }

    /** A rootless engine looks for them below its user's configuration, in a folder by the registry's name. */
    @Test
    void aCaOfOnesOwnIsWhereARootlessEngineLooks() {
        assertThat(engines("components/registry-ca")).hasSize(2).allSatisfy(engine -> {
            assertThat(mounted(engine.container(), "/home/rootless/.config/docker/certs.d"))
                    .isEqualTo("registry-ca");
            assertThat(Manifests.stream(engine.workload().pod().path("volumes"))
                            .filter(volume -> volume.path("name").asText().equals("registry-ca"))
                            .flatMap(volume -> Manifests.stream(volume.at("/configMap/items")))
                            .map(item -> item.path("path").asText()))
                    .containsExactly("staging.example.com/ca.crt", "registry.example.com/ca.crt");
        });
    }

    @Test
    void inComposeItsSocketIsWhereItIsNeededAndItsNetworkHasTheRegistriesOnly() throws IOException {
        JsonNode compose =
                new YAMLMapper().readTree(ROOT.resolve("docker-compose.yml").toFile());
        JsonNode engine = compose.at("/services/engine");

        assertThat(hosts(engine.path("command"))).containsExactly("unix:///run/imprimatur/docker.sock");
        assertThat(engine.has("ports")).isFalse();
        assertThat(engine.at("/environment/PATH").asText()).startsWith(RULES + ":");
        assertThat(engine.path("volumes").toString()).contains("./deploy/engine:" + RULES + ":ro");
        assertThat(compose.at("/x-engine/IMPRIMATUR_ENGINE_HOST").asText())
                .isEqualTo("unix:///run/imprimatur/docker.sock");
        assertThat(compose.at("/x-engine/IMPRIMATUR_ENGINE_LIMITS_NETWORK").asText())
                .endsWith(":-builds}");
        assertThat(with(compose, "volumes", "engine-socket:/run/imprimatur"))
                .containsExactlyInAnyOrder("engine", "builder", "tester", "upstream");
        assertThat(engine.path("networks").toString()).isEqualTo("[\"images\"]");
        assertThat(with(compose, "volumes", "signing:")).containsExactly("tester");
        assertThat(Manifests.stream(engine.path("volumes")).map(JsonNode::asText))
                .noneMatch(volume -> volume.contains("/keys") || volume.contains("/logins"));
        assertThat(with(compose, "networks", "images"))
                .containsExactlyInAnyOrder("engine", "production", "staging", "upstream");
    }

    private static Set<String> with(JsonNode compose, String list, String beginning) {
        return compose.path("services")
                .propertyStream()
                .filter(service -> Manifests.stream(service.getValue().path(list))
                        .anyMatch(entry -> entry.asText().startsWith(beginning)))
                .map(service -> service.getKey())
                .collect(Collectors.toSet());
    }

    private record Engine(Manifests.Workload workload, JsonNode container) {}

    private static Stream<Engine> engines(String name) {
        return Manifests.workloads(name)
                .flatMap(workload -> workload.containers()
                        .filter(container -> container.path("name").asText().equals("engine"))
                        .map(container -> new Engine(workload, container)));
    }

    private static List<String> hosts(JsonNode arguments) {
        return value(arguments, "--host=").toList();
    }

    private static Stream<String> value(JsonNode arguments, String option) {
        return Manifests.stream(arguments)
                .map(JsonNode::asText)
                .filter(argument -> argument.startsWith(option))
                .map(argument -> argument.substring(option.length()));
    }

    private static JsonNode variable(JsonNode container, String name) {
        return Manifests.stream(container.path("env"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .map(variable -> variable.path("value"))
                .orElse(container.path("absent"));
    }

    private static String mounted(JsonNode container, String path) {
        return Manifests.stream(container.path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals(path))
                .map(mount -> mount.path("name").asText())
                .findFirst()
                .orElse(null);
    }
}

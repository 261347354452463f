package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The key that verdicts are signed with is where no engine is: not in its pod, and not on its node. */
class SigningTest {
    private static final String KEY = "tester-signing";
    private static final String MANAGED = "overlays/managed";
    private static final String OPERATORS = "overlays/operators";
    private static final String DEDICATED = "components/dedicated-nodes";
    private static final String ENGINE = "imprimatur.dev/engine";

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void noPodThatMountsTheKeyRunsAnEngine(String name) {
        assertThat(Manifests.workloads(name).filter(SigningTest::hasKey))
                .extracting(Manifests.Workload::name)
                .containsExactly("tester");
        assertThat(Manifests.workloads(name).filter(SigningTest::hasKey)).allSatisfy(workload -> {
            assertThat(workload.containers())
                    .noneMatch(SigningTest::privileged)
                    .noneMatch(container -> container.path("name").asText().equals("engine"));
            assertThat(workload.pod().path("hostPID").asBoolean()).isFalse();
            assertThat(sockets(workload)).isEqualTo(name.equals("overlays/single-node") ? 1 : 0);
        });
    }

    /** One machine is one machine: root on it has the key. */
    private static long sockets(Manifests.Workload workload) {
        return Manifests.stream(workload.pod().path("volumes"))
                .filter(volume ->
                        volume.has("hostPath") || volume.path("name").asText().contains("socket"))
                .count();
    }

    private static boolean hasKey(Manifests.Workload workload) {
        return workload.pod().findValuesAsText("secretName").contains(KEY);
    }

    private static boolean privileged(JsonNode container) {
        return container.at("/securityContext/privileged").asBoolean();
    }

    /** Builders' engines as well: what is privileged reads the whole node. */
    @ParameterizedTest
    @ValueSource(strings = {MANAGED, OPERATORS, DEDICATED, "components/registry-ca", "components/openshift"})
    void noNodeRunsTestersAndAnythingPrivileged(String name) {
        List<Manifests.Workload> privileged = Manifests.workloads(name)
                .filter(workload -> workload.containers().anyMatch(SigningTest::privileged))
                .toList();
        assertThat(privileged)
                .extracting(Manifests.Workload::name)
                .containsExactlyInAnyOrder("builder", "tester-engine");
        assertThat(privileged).allSatisfy(workload -> {
            assertThat(workload.object()
                            .at("/spec/template/metadata/labels")
                            .path(ENGINE)
                            .asText())
                    .isEqualTo("true");
            assertThat(workload.namespace()).isEqualTo("imprimatur-engines");
        });
        assertThat(workload(name, "tester")
                        .pod()
                        .at("/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution"))
                .singleElement()
                .satisfies(term -> {
                    assertThat(term.path("topologyKey").asText()).isEqualTo("kubernetes.io/hostname");
                    assertThat(term.at("/labelSelector/matchLabels")
                                    .path(ENGINE)
                                    .asText())
                            .isEqualTo("true");
                    assertThat(term.has("namespaces")).isFalse();
                });
    }

    @Test
    void nodesOfEnginesTakeNoTesters() {
        assertThat(Stream.of("builder", "tester-engine").map(each -> workload(DEDICATED, each)))
                .allMatch(workload -> workload.pod().has("tolerations"));
        assertThat(workload(DEDICATED, "tester").pod().has("tolerations")).isFalse();
        // As all have it, and nothing of engines.
        assertThat(workload(DEDICATED, "tester").pod().path("nodeSelector").toString())
                .isEqualTo("{\"kubernetes.io/arch\":\"amd64\"}");
    }

    /** The requests of one test reach one engine, also one that is about to go. */
    @ParameterizedTest
    @ValueSource(strings = {MANAGED, OPERATORS})
    void eachTesterHasTheEngineOfItsNumber(String name) {
        JsonNode service = workload(name, "tester").pod().at("/containers/0");
        assertThat(variable(service, "ENGINE")
                        .at("/valueFrom/fieldRef/fieldPath")
                        .asText())
                .isEqualTo("metadata.labels['apps.kubernetes.io/pod-index']");
        assertThat(variable(service, "IMPRIMATUR_ENGINE_HOST").path("value").asText())
                .isEqualTo("tcp://tester-engine-$(ENGINE).tester-engine:2376");
        assertThat(workload(name, "tester-engine")
                        .object()
                        .at("/spec/serviceName")
                        .asText())
                .isEqualTo("tester-engine");
        assertThat(Manifests.ofKind(name, "Service"))
                .filteredOn(each -> each.at("/metadata/name").asText().equals("tester-engine"))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.at("/spec/clusterIP").asText()).isEqualTo("None");
                    assertThat(each.at("/spec/publishNotReadyAddresses").asBoolean())
                            .isTrue();
                });
    }

    /** What KEDA counts are pods, those that finish their work included. */
    @Test
    void thereIsAnEngineForEveryTesterThatKedaStarts() {
        JsonNode testers = scaled(OPERATORS, "ScaledObject", "tester");
        JsonNode engines = scaled(OPERATORS, "ScaledObject", "tester-engine");

        assertThat(engines.path("maxReplicaCount")).isEqualTo(testers.path("maxReplicaCount"));
        assertThat(engines.path("minReplicaCount").asInt()).isZero();
        assertThat(engines.path("triggers")).singleElement().satisfies(trigger -> {
            assertThat(trigger.path("type").asText()).isEqualTo("kubernetes-workload");
            assertThat(trigger.at("/metadata/podSelector").asText()).isEqualTo("app.kubernetes.io/name=tester");
            assertThat(trigger.at("/metadata/value").asText()).isEqualTo("1");
        });
    }

    /**
     * How many testers there are says nothing of which: engine 2 is needed while tester 2 finishes, though 0 alone is
     * left.
     */
    @Test
    void anEngineStaysLongerThanATesterFinishes() {
        assertThat(scaled(OPERATORS, "ScaledObject", "tester-engine")
                        .at("/advanced/horizontalPodAutoscalerConfig/behavior/scaleDown/stabilizationWindowSeconds")
                        .asInt())
                .isGreaterThan(workload(OPERATORS, "tester")
                        .pod()
                        .path("terminationGracePeriodSeconds")
                        .asInt());
    }

    /** The autoscaler does nothing while what it has is within a tenth of what it wants. */
    @Test
    void noEngineIsMissingWithinTheTolerance() {
        int most = scaled(OPERATORS, "ScaledObject", "tester")
                .path("maxReplicaCount")
                .asInt();

        assertThat(IntStream.range(1, most))
                .allSatisfy(engines -> assertThat((engines + 1.0) / engines).isGreaterThan(1.1));
    }

    @Test
    void thereIsAnEngineForEveryTesterThatTheAutoscalerStartsAndItGoesLater() {
        JsonNode testers = scaled(MANAGED, "HorizontalPodAutoscaler", "tester");
        JsonNode engines = scaled(MANAGED, "HorizontalPodAutoscaler", "tester-engine");

        assertThat(engines.path("maxReplicas")).isEqualTo(testers.path("maxReplicas"));
        assertThat(engines.path("minReplicas")).isEqualTo(testers.path("minReplicas"));
        assertThat(engines.path("metrics")).isEqualTo(testers.path("metrics"));
        assertThat(engines.at("/behavior/scaleDown/stabilizationWindowSeconds").asInt())
                .isGreaterThan(testers.at("/behavior/scaleDown/stabilizationWindowSeconds")
                                .asInt()
                        + workload(MANAGED, "tester")
                                .pod()
                                .path("terminationGracePeriodSeconds")
                                .asInt());
    }

    /** With room for those who raise the number. */
    @Test
    void theCertificateNamesEveryEngineThatThereCanBe() throws IOException {
        assertThat(Files.readString(Manifests.FOLDER.resolve("engine-certificates")))
                .contains("[ $number -lt 32 ]", "tester-engine-$number.tester-engine\"");
        assertThat(scaled(OPERATORS, "ScaledObject", "tester")
                        .path("maxReplicaCount")
                        .asInt())
                .isLessThanOrEqualTo(32);
    }

    /** It stands in two files, once as a sidecar. */
    @ParameterizedTest
    @ValueSource(strings = {MANAGED, OPERATORS, "components/registry-ca"})
    void theEngineOfTestersIsWhatIsBesideBuilders(String name) {
        JsonNode beside = engine(name, "builder");
        JsonNode apart = engine(name, "tester-engine");

        for (String same : List.of("image", "resources", "securityContext", "startupProbe", "livenessProbe")) {
            assertThat(apart.path(same)).as(same).isEqualTo(beside.path(same));
        }
        assertThat(elements(apart, "args")).containsAll(elements(beside, "args"));
        assertThat(elements(apart, "env")).containsAll(elements(beside, "env"));
        assertThat(elements(apart, "volumeMounts")).containsAll(elements(beside, "volumeMounts"));
    }

    /** Testers alone, by TLS; and testers reach nothing else but staging, Kafka and the database. */
    @ParameterizedTest
    @ValueSource(strings = {MANAGED, OPERATORS})
    void onlyTestersReachTheirEngines(String name) {
        assertThat(policy(name, "tester-engine").at("/spec/ingress").toString())
                .isEqualTo("[{\"from\":[{\"podSelector\":{\"matchLabels\":{\"app.kubernetes.io/name\":\"tester\"}}}],"
                        + "\"ports\":[{\"port\":2376,\"protocol\":\"TCP\"}]}]");
        assertThat(policy(name, "tester-engine").at("/spec/egress"))
                .isEqualTo(policy(name, "builder").at("/spec/egress"));
        assertThat(policy(name, "tester").at("/spec/egress/0/to").toString()).contains("tester-engine");
        assertThat(Manifests.ofKind(name, "NetworkPolicy"))
                .filteredOn(policy -> policy.at("/spec/egress").toString().contains("2376"))
                .extracting(policy -> policy.at("/metadata/name").asText())
                .containsExactly("tester");
    }

    private static JsonNode policy(String name, String of) {
        return Manifests.ofKind(name, "NetworkPolicy").stream()
                .filter(policy -> policy.at("/metadata/name").asText().equals(of)
                        && policy.at("/metadata/namespace").asText().equals("imprimatur-engines"))
                .findFirst()
                .orElseThrow();
    }

    private static Manifests.Workload workload(String name, String workload) {
        return Manifests.workloads(name)
                .filter(each -> each.name().equals(workload))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode engine(String name, String workload) {
        return workload(name, workload)
                .containers()
                .filter(container -> container.path("name").asText().equals("engine"))
                .findFirst()
                .orElseThrow();
    }

    private static Set<String> elements(JsonNode container, String list) {
        return Manifests.stream(container.path(list)).map(JsonNode::toString).collect(Collectors.toSet());
    }

    private static JsonNode scaled(String name, String kind, String target) {
        JsonNode object = Manifests.ofKind(name, kind).stream()
                .filter(each -> each.at("/spec/scaleTargetRef/name").asText().equals(target))
                .findFirst()
                .orElseThrow();
        assertThat(object.at("/spec/scaleTargetRef/kind").asText()).isEqualTo("StatefulSet");
        return object.path("spec");
    }

    private static JsonNode variable(JsonNode container, String name) {
        return Manifests.stream(container.path("env"))
                .filter(variable -> variable.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }
}

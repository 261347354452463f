package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.events.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the manifests promise, read from what they render to. */
class RulesTest {
    private static final String OPERATORS = "overlays/operators";
    private static final String PEERS = "peers";
    private static final Set<String> SERVICES = Set.of("renderer", "builder", "tester", "publisher", "console");
    /** What has an engine in its pod. */
    private static final Set<String> ENGINES = Set.of("builder", "tester-engine");

    private static final Pattern KEY = Pattern.compile("imprimatur(\\.[a-z-]+)+");
    private static final Pattern CHANNEL = Pattern.compile("mp\\.messaging\\.incoming\\.([a-z-]+)\\.connector=");

    private static final Pattern SHARED_POOL = Pattern.compile("quarkus\\.datasource\\.jdbc\\.max-size=([0-9]+)");
    private static final Pattern MAX_CONNECTIONS = Pattern.compile("max_connections(?:: \"|=)([0-9]+)");
    private static final Path SHARED_SETTINGS = Path.of(
            System.getProperty("imprimatur.root"),
            "messaging/src/main/resources/META-INF/microprofile-config.properties");
    /** Kept for superusers, and what operator and autoscaler open. */
    private static final int FOR_OTHERS = 15;

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void everyImageIsOneVersion(String name) {
        assertThat(Manifests.workloads(name).flatMap(Manifests.Workload::containers))
                .isNotEmpty()
                .allSatisfy(container ->
                        assertThat(container.path("image").asText()).matches(".+:[0-9][^:]*|.+@sha256:[0-9a-f]{64}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS, "components/remote-engine"})
    void allButTheEngineAreRestricted(String name) {
        assertThat(Manifests.workloads(name))
                .hasSize(name.startsWith("overlays") ? 7 : 6)
                .allSatisfy(workload -> {
                    assertThat(workload.pod()
                                    .path("automountServiceAccountToken")
                                    .asBoolean(true))
                            .isFalse();
                    assertThat(workload.pod().path("serviceAccountName").asText())
                            .isEqualTo(workload.name());
                    assertThat(workload.pod()
                                    .at("/securityContext/runAsNonRoot")
                                    .asBoolean())
                            .isTrue();
                    assertThat(workload.pod()
                                    .at("/securityContext/seccompProfile/type")
                                    .asText())
                            .isEqualTo("RuntimeDefault");
                    assertThat(workload.containers().filter(RulesTest::isEngine).count())
                            .isEqualTo(name.startsWith("overlays") && ENGINES.contains(workload.name()) ? 1 : 0);
                    assertThat(workload.containers().filter(container -> !isEngine(container)))
                            .allSatisfy(container -> {
                                JsonNode security = container.path("securityContext");
                                assertThat(security.path("allowPrivilegeEscalation")
                                                .asBoolean(true))
                                        .isFalse();
                                assertThat(security.path("readOnlyRootFilesystem")
                                                .asBoolean())
                                        .isTrue();
                                assertThat(security.path("capabilities")
                                                .path("drop")
                                                .toString())
                                        .isEqualTo("[\"ALL\"]");
                            });
                });
    }

    private static boolean isEngine(JsonNode container) {
        return container.path("name").asText().equals("engine");
    }

    /** The publisher's login is the only one that may write in production. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS})
    void eachServiceSeesItsOwnSecretsOnly(String name) {
        assertThat(Manifests.workloads(name))
                .allSatisfy(workload -> assertThat(secrets(workload.pod()))
                        .allSatisfy(secret -> assertThat(secret).matches(PEERS + "|" + workload.name() + "-.*")));
    }

    /** An engine runs what catalogues say: its container has no way to it. */
    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS, "overlays/single-node"})
    void servicesAloneSeeWhatTheyShowEachOther(String name) {
        assertThat(Manifests.workloads(name)
                        .filter(workload -> workload.containers().anyMatch(RulesTest::seesPeers)))
                .hasSize(5)
                .allSatisfy(workload -> {
                    assertThat(isService(workload)).isTrue();
                    assertThat(workload.containers().filter(RulesTest::seesPeers))
                            .singleElement()
                            .satisfies(container -> {
                                assertThat(container.path("name").asText()).isEqualTo("service");
                                assertThat(Manifests.stream(container.path("env"))
                                                .filter(each -> each.path("name")
                                                        .asText()
                                                        .equals("IMPRIMATUR_HTTP_PEER_SECRET"))
                                                .map(each -> each.path("value").asText()))
                                        .containsExactly("/etc/imprimatur/peers/secret");
                            });
                });
    }

    private static boolean seesPeers(JsonNode container) {
        return Manifests.stream(container.path("volumeMounts"))
                .anyMatch(mount -> mount.path("name").asText().equals(PEERS)
                        && mount.path("mountPath").asText().equals("/etc/imprimatur/peers")
                        && mount.path("readOnly").asBoolean());
    }

    private static Set<String> secrets(JsonNode pod) {
        Set<String> secrets = new TreeSet<>(pod.findValuesAsText("secretName"));
        pod.findValues("secretKeyRef")
                .forEach(key -> secrets.add(key.path("name").asText()));
        pod.findValues("secretRef").forEach(key -> secrets.add(key.path("name").asText()));
        return secrets;
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/managed", OPERATORS})
    void noServiceIsKilledBeforeItHasHandedBackItsWork(String name) {
        Set<String> kept = Manifests.ofKind(name, "PodDisruptionBudget").stream()
                .map(budget -> budget.at("/metadata/name").asText())
                .collect(Collectors.toSet());
        assertThat(Manifests.workloads(name).filter(RulesTest::isService))
                .hasSize(5)
                .allSatisfy(workload -> {
                    // The work queue waits twice for imprimatur.messaging.work.shutdown-wait, 5 s.
                    assertThat(workload.pod()
                                    .path("terminationGracePeriodSeconds")
                                    .asInt())
                            .isGreaterThanOrEqualTo(30);
                    assertThat(kept).contains(workload.name());
                });
    }

    /** A pool opens connections as it needs them: what does not fit is found out on the busiest day. */
    @ParameterizedTest
    @ValueSource(strings = {OPERATORS, "overlays/single-node"})
    void theDatabaseHasConnectionsForEveryPodThatThereCanBe(String name) {
        int all = Manifests.workloads(name)
                .filter(RulesTest::isService)
                .mapToInt(workload -> pods(name, workload) * pool(name, workload))
                .sum();

        assertThat(all).isGreaterThan(0).isLessThanOrEqualTo(maxConnections(name) - FOR_OTHERS);
    }

    /** What is committed here, Kafka does not send again: what takes over must not have lost it. */
    @Test
    void noCommitIsLostWhenAnotherDatabaseTakesOver() {
        assertThat(Manifests.ofKind(OPERATORS, "Cluster")).isNotEmpty().allSatisfy(database -> {
            JsonNode synchronous = database.at("/spec/postgresql/synchronous");
            assertThat(database.at("/spec/instances").asInt()).isGreaterThan(1);
            assertThat(synchronous.path("number").asInt()).isPositive();
            assertThat(synchronous.path("dataDurability").asText()).isEqualTo("required");
        });
    }

    /** With the one more that a rollout starts before another has ended: one that goes finishes its work first. */
    private static int pods(String name, Manifests.Workload workload) {
        int most = Manifests.ofKind(name, "ScaledObject").stream()
                .filter(each -> each.at("/spec/scaleTargetRef/name").asText().equals(workload.name()))
                .mapToInt(each -> each.at("/spec/maxReplicaCount").asInt())
                .findFirst()
                .orElseGet(() -> workload.object().at("/spec/replicas").asInt());
        JsonNode rollout = workload.object().at("/spec/strategy/rollingUpdate");
        return most
                + Math.max(
                        rollout.path("maxSurge").asInt(),
                        rollout.path("maxUnavailable").asInt());
    }

    /** By its settings, or what all services have. */
    private static int pool(String name, Manifests.Workload workload) {
        return Manifests.ofKind(name, "ConfigMap").stream()
                .filter(map -> workload.pod()
                                .findValuesAsText("name")
                                .contains(map.at("/metadata/name").asText())
                        && workload.namespace()
                                .equals(map.at("/metadata/namespace").asText()))
                .map(map -> map.at("/data/QUARKUS_DATASOURCE_JDBC_MAX_SIZE"))
                .filter(JsonNode::isTextual)
                .findFirst()
                .map(JsonNode::asInt)
                .orElseGet(() -> found(SHARED_POOL, SHARED_SETTINGS));
    }

    private static int maxConnections(String name) {
        return found(MAX_CONNECTIONS, Manifests.golden(name));
    }

    private static int found(Pattern number, Path file) {
        try {
            return number.matcher(Files.readString(file))
                    .results()
                    .map(each -> Integer.parseInt(each.group(1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isService(Manifests.Workload workload) {
        return SERVICES.contains(workload.name());
    }

    @Test
    void everyTopicIsThere() {
        assertThat(Manifests.ofKind(OPERATORS, "KafkaTopic"))
                .extracting(topic -> topic.at("/metadata/name").asText())
                .as("overlays/operators/topics.yaml")
                .containsAll(Topic.names());
    }

    @Test
    void onlyTheTesterWritesVerdictsAndOnlyThePublisherPublications() {
        assertThat(writers("test-completed")).containsExactly("tester");
        assertThat(writers("publish-completed")).containsExactly("publisher");
        assertThat(writers("build-completed")).containsExactly("builder");
        assertThat(writers("render-completed")).containsExactly("renderer");
        assertThat(writers("rebuild-completed")).containsExactly("renderer");
        assertThat(writers("rollback-ordered")).containsExactly("renderer");
        assertThat(writers("rollback-completed")).containsExactly("publisher");
        assertThat(writers("mirror-completed")).containsExactly("publisher");
    }

    /** What a service's channels read, its Kafka user may read, and may put aside what it cannot handle. */
    @ParameterizedTest
    @ValueSource(strings = {"renderer", "builder", "tester", "publisher", "console"})
    void eachServiceMayReadItsChannels(String service) throws IOException {
        String properties = Files.readString(Path.of(
                System.getProperty("imprimatur.root"), service + "-service/src/main/resources/application.properties"));
        List<String> channels = CHANNEL.matcher(properties)
                .results()
                .map((MatchResult channel) -> channel.group(1))
                .toList();

        assertThat(channels).isNotEmpty().allSatisfy(channel -> {
            assertThat(operations(service, "topic", channel))
                    .as("overlays/operators/users.yaml: %s has the channel %s", service, channel)
                    .contains("Read");
            assertThat(operations(service, "topic", channel + ".dlq")).contains("Write");
        });
        assertThat(operations(service, "group", service)).contains("Read");
    }

    /**
     * Its queue is written by the service itself; where there is none of it, only what it has not read yet can wake it.
     */
    @ParameterizedTest
    @CsvSource({"builder, render-completed", "tester, build-completed"})
    void whatScalesFromNoneIsWokenByWhatNoneHasRead(String service, String topic) throws IOException {
        JsonNode object = Manifests.ofKind(OPERATORS, "ScaledObject").stream()
                .filter(each -> each.at("/spec/scaleTargetRef/name").asText().equals(service))
                .findFirst()
                .orElseThrow();
        JsonNode lag = Manifests.stream(object.at("/spec/triggers"))
                .filter(trigger -> trigger.path("type").asText().equals("kafka"))
                .findFirst()
                .orElseThrow()
                .path("metadata");

        assertThat(object.at("/spec/minReplicaCount").asInt()).isZero();
        assertThat(lag.path("topic").asText()).isEqualTo(topic);
        assertThat(lag.path("offsetResetPolicy").asText()).isEqualTo("earliest");
        assertThat(Files.readString(Path.of(
                        System.getProperty("imprimatur.root"),
                        service + "-service/src/main/resources/application.properties")))
                .contains("mp.messaging.incoming.%s.group.id=%s\n"
                        .formatted(topic, lag.path("consumerGroup").asText()));
        assertThat(operations("scaler", "topic", topic)).containsExactly("Describe");
        assertThat(operations("scaler", "group", service)).containsExactly("Describe");
    }

    /** A variable that no service reads is a setting that does nothing: each is one of the documented keys. */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void everySettingIsADocumentedKey(String name) throws IOException {
        Set<String> documented = documentedKeys();

        assertThat(Manifests.workloads(name)
                        .filter(RulesTest::isService)
                        .flatMap(workload ->
                                workload.containers().flatMap(container -> Manifests.stream(container.path("env"))))
                        .map(variable -> variable.path("name").asText())
                        .filter(variable -> variable.startsWith("IMPRIMATUR_")))
                .isSubsetOf(documented);
        assertThat(Manifests.ofKind(name, "ConfigMap").stream()
                        .filter(map -> map.at("/metadata/name").asText().startsWith("settings-"))
                        .flatMap(map -> map.path("data").propertyStream())
                        .map(Map.Entry::getKey)
                        .filter(key -> key.startsWith("IMPRIMATUR_")))
                .contains("IMPRIMATUR_ENGINE_LIMITS_MEMORY", "IMPRIMATUR_DRIFT_RULE")
                .isSubsetOf(documented);
    }

    private static Set<String> documentedKeys() throws IOException {
        Path root = Path.of(System.getProperty("imprimatur.root"));
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> readmes = Files.list(root).map(folder -> folder.resolve("README.md"));
                Stream<Path> guides = Files.list(root.resolve("docs/operating"))) {
            for (Path file : Stream.of(
                            Stream.of(Manifests.FOLDER.resolve("README.md")), readmes.filter(Files::exists), guides)
                    .flatMap(each -> each)
                    .toList()) {
                KEY.matcher(Files.readString(file))
                        .results()
                        .map(key -> key.group().toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    private static List<String> writers(String topic) {
        return Manifests.ofKind(OPERATORS, "KafkaUser").stream()
                .map(user -> user.at("/metadata/name").asText())
                .filter(user -> operations(user, "topic", topic).contains("Write"))
                .toList();
    }

    private static List<String> operations(String user, String type, String name) {
        return Manifests.ofKind(OPERATORS, "KafkaUser").stream()
                .filter(each -> each.at("/metadata/name").asText().equals(user))
                .flatMap(each -> Manifests.stream(each.at("/spec/authorization/acls")))
                .filter(rule -> rule.at("/resource/type").asText().equals(type)
                        && rule.at("/resource/name").asText().equals(name))
                .flatMap(rule -> Manifests.stream(rule.path("operations")))
                .map(JsonNode::asText)
                .toList();
    }
}

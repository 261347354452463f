package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StrictApiTest {
    private static StrictApi api;

    @BeforeAll
    static void read() throws IOException {
        api = new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions"));
    }

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void everyObjectIsRight(String name) {
        assertThat(Manifests.objects(name))
                .isNotEmpty()
                .allSatisfy(object -> assertThat(api.mistakes(object))
                        .as("%s %s", object.path("kind"), object.at("/metadata/name"))
                        .isEmpty());
    }

    /** One mistake in an object that is right, for each kind of mistake and each source of types. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            operators | Deployment      | replicas: 2                | replica: 2
            operators | Deployment      | maxSurge: 1                | maxSurges: 1
            operators | Deployment      | terminationGracePeriodSeconds: 60 | terminationGracePeriodSeconds: "60"
            operators | Deployment      | value: "false"             | value: false
            operators | Deployment      | readOnlyRootFilesystem: true | readOnlyRootFileSystem: true
            operators | Deployment      | apiVersion: apps/v1        | apiVersion: apps/v2
            operators | CronJob         | concurrencyPolicy: Forbid  | concurrency: Forbid
            operators | NetworkPolicy   | podSelector:               | podselector:
            operators | PodDisruptionBudget | kind: PodDisruptionBudget | kind: PodDisruptionsBudget
            operators | ServiceAccount  | automountServiceAccountToken: false | automountServiceAccountToken: "no"
            operators | ScaledObject    | minReplicaCount: 0         | minReplicas: 0
            operators | ScaledObject    | maxReplicaCount: 8         | maxReplicaCount: "8"
            operators | TriggerAuthentication | parameter: connection | param: connection
            operators | Kafka           | authorization:             | authorisation:
            operators | Kafka           | type: simple               | type: simply
            operators | KafkaNodePool   | replicas: 3                | replicas: three
            operators | KafkaTopic      | partitions: 6              | partition: 6
            operators | KafkaUser       | type: scram-sha-512        | type: scram-sha-1
            operators | KafkaUser       | acls:                      | acl:
            operators | Cluster         | instances: 3               | instances: "3"
            operators | Cluster         | postInitApplicationSQLRefs: | postInitApplicationSQLRef:
            operators | ServiceMonitor  | interval: 15s              | every: 15s
            operators | ServiceMonitor  | path: /q/metrics           | url: /q/metrics
            operators | PrometheusRule  | expr:                      | expression:
            managed   | HorizontalPodAutoscaler | maxReplicas: 8     | maxReplica: 8
            """)
    void aMistakeIsFound(String overlay, String kind, String right, String wrong) throws IOException {
        JsonNode object = Manifests.ofKind("overlays/" + overlay, kind).stream()
                .filter(each -> yaml(each).contains(right))
                .findFirst()
                .orElseThrow();

        List<JsonNode> spoiled = Manifests.parse(yaml(object).replaceFirst(Pattern.quote(right), wrong));

        assertThat(api.mistakes(spoiled.getFirst())).isNotEmpty();
    }

    @Test
    void anUnknownKindIsFound() throws IOException {
        assertThat(api.mistakes(
                        Manifests.parse("{apiVersion: v1, kind: Deployment}").getFirst()))
                .containsExactly("there is no v1 Deployment");
    }

    /** As kubectl would print it: strings in quotes only where they need them. */
    private static String yaml(JsonNode object) {
        try {
            return Manifests.YAML.writeValueAsString(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

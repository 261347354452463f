package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.imprimatur.events.Topic;
import dev.imprimatur.kafkaaccess.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.junit.jupiter.api.Test;

/**
 * Compose and the local stack let services do in Kafka what the overlay for operators lets them do, and strangers
 * little.
 */
class AccessTest {
    private static final String OPERATORS = "overlays/operators";
    private static final Set<String> SERVICES = Set.of("renderer", "builder", "tester", "publisher", "console");

    @Test
    void aServiceMayDoTheSameEverywhere() {
        Set<String> here = Manifests.ofKind(OPERATORS, "KafkaUser").stream()
                .filter(user -> SERVICES.contains(name(user)))
                .flatMap(user -> Manifests.stream(user.at("/spec/authorization/acls"))
                        .flatMap(rule -> Manifests.stream(rule.path("operations"))
                                .map(operation -> "%s %s %s %s"
                                        .formatted(
                                                name(user),
                                                rule.at("/resource/type").asText(),
                                                rule.at("/resource/name").asText(),
                                                operation.asText()))))
                .collect(Collectors.toSet());

        // Here operators make the topics.
        assertThat(rules(AclPermissionType.ALLOW)
                        .filter(rule -> SERVICES.contains(user(rule)) && operation(rule) != AclOperation.CREATE)
                        .map(AccessTest::words))
                .containsExactlyInAnyOrderElementsOf(here);
    }

    private static String name(JsonNode user) {
        return user.at("/metadata/name").asText();
    }

    @Test
    void whoDoesNotLogInReadsEverythingAndAsksForThingsAndThatIsAll() {
        assertThat(ofStrangers(AclOperation.READ, "TOPIC")).containsExactlyInAnyOrderElementsOf(Topic.names());
        assertThat(ofStrangers(AclOperation.WRITE, "TOPIC"))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Topic.values())
                        .map(Topic::topic)
                        .filter(topic -> topic.endsWith("-requested"))
                        .toList());
        assertThat(rules(AclPermissionType.ALLOW)
                        .filter(rule -> user(rule).equals(Rules.ANONYMOUS))
                        .map(AccessTest::operation))
                .containsOnly(AclOperation.READ, AclOperation.WRITE, AclOperation.DESCRIBE);
        assertThat(rules(AclPermissionType.DENY).map(AccessTest::words))
                .containsExactlyInAnyOrderElementsOf(SERVICES.stream()
                        .map(service -> "ANONYMOUS group " + service + " Read")
                        .toList());
    }

    @Test
    void inComposeAServiceSeesItsOwnLoginAndTheEngineNoBroker() throws IOException {
        JsonNode services = compose().path("services");

        assertThat(SERVICES)
                .allSatisfy(service ->
                        assertThat(logins(services.path(service))).containsExactly("login-" + service + ":/logins:ro"));
        assertThat(services.propertyStream()
                        .filter(service -> !logins(service.getValue()).isEmpty())
                        .map(Map.Entry::getKey))
                .as("who sees a login")
                .containsOnlyOnceElementsOf(SERVICES)
                .contains("kafka", "kafka-logins", "kafka-rules")
                .hasSize(SERVICES.size() + 3);
        assertThat(Stream.of("kafka", "postgres", "engine")
                        .filter(service -> services.path(service)
                                .path("networks")
                                .toString()
                                .equals("[\"data\"]")))
                .containsExactly("kafka", "postgres");
    }

    @Test
    void inComposeServicesAloneSeeWhatTheyShowEachOther() throws IOException {
        JsonNode services = compose().path("services");
        Map<String, List<String>> seen = services.propertyStream()
                .filter(service -> !peers(service.getValue()).isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, service -> peers(service.getValue())));

        assertThat(seen.remove("peer-secret")).containsExactly("peers:/keys/peers");
        assertThat(seen.keySet()).isEqualTo(SERVICES);
        assertThat(seen.values()).containsOnly(List.of("peers:/keys/peers:ro"));
        assertThat(compose().at("/x-environment/IMPRIMATUR_HTTP_PEER_SECRET").asText())
                .isEqualTo("/keys/peers/secret");
    }

    private static List<String> peers(JsonNode service) {
        return Manifests.stream(service.path("volumes"))
                .map(JsonNode::asText)
                .filter(volume -> volume.startsWith("peers:"))
                .toList();
    }

    private static List<String> logins(JsonNode service) {
        return Manifests.stream(service.path("volumes"))
                .map(JsonNode::asText)
                .filter(volume -> volume.startsWith("login-"))
                .toList();
    }

    @Test
    void inComposeKafkaAsksWhoItsClientsAre() throws IOException {
        JsonNode broker = compose().at("/services/kafka/environment");

        assertThat(broker.path("KAFKA_AUTHORIZER_CLASS_NAME").asText()).endsWith(".StandardAuthorizer");
        assertThat(broker.path("KAFKA_LISTENER_SECURITY_PROTOCOL_MAP").asText())
                .isEqualTo("INSIDE:SASL_PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        assertThat(broker.path("KAFKA_SUPER_USERS").asText()).isEqualTo("User:broker;User:admin");
        assertThat(broker.has("KAFKA_ALLOW_EVERYONE_IF_NO_ACL_FOUND")).isFalse();
    }

    private static JsonNode compose() throws IOException {
        return new YAMLMapper()
                .readTree(Path.of(System.getProperty("imprimatur.root"), "docker-compose.yml")
                        .toFile());
    }

    private static Stream<String> ofStrangers(AclOperation operation, String type) {
        return rules(AclPermissionType.ALLOW)
                .filter(rule -> user(rule).equals(Rules.ANONYMOUS)
                        && operation(rule) == operation
                        && rule.pattern().resourceType().name().equals(type))
                .map(rule -> rule.pattern().name());
    }

    private static Stream<AclBinding> rules(AclPermissionType permission) {
        return Rules.all().stream().filter(rule -> rule.entry().permissionType() == permission);
    }

    private static String user(AclBinding rule) {
        return rule.entry().principal().substring("User:".length());
    }

    private static AclOperation operation(AclBinding rule) {
        return rule.entry().operation();
    }

    /** As Strimzi writes it. */
    private static String words(AclBinding rule) {
        String operation = operation(rule).name();
        return "%s %s %s %s"
                .formatted(
                        user(rule),
                        rule.pattern().resourceType().name().toLowerCase(Locale.ROOT),
                        rule.pattern().name(),
                        operation.charAt(0) + operation.substring(1).toLowerCase(Locale.ROOT));
    }
}

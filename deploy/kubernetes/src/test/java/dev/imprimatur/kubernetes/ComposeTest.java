package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What {@code docker-compose.yml} promises of each of its parts that stay. */
class ComposeTest {
    private static final Set<String> SERVICES = Set.of("renderer", "builder", "tester", "publisher", "console");
    private static JsonNode compose;

    @BeforeAll
    static void read() throws IOException {
        compose = new YAMLMapper()
                .readTree(Path.of(System.getProperty("imprimatur.root"), "docker-compose.yml")
                        .toFile());
    }

    /** What ends after its work is the only exception. */
    @Test
    void everythingComesBackAfterAReboot() {
        assertThat(compose.at("/x-stays/restart").asText()).isEqualTo("unless-stopped");
        assertThat(merged(compose.path("x-service"))).isEqualTo("stays");
        Set<String> staying = compose.path("services")
                .propertyStream()
                .filter(service -> Set.of("stays", "service").contains(merged(service.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());

        assertThat(staying).containsAll(SERVICES).contains("kafka", "postgres", "production", "staging", "engine");
        assertThat(compose.path("services").propertyStream().map(Map.Entry::getKey))
                .filteredOn(service -> !staying.contains(service))
                .containsExactlyInAnyOrder("kafka-logins", "kafka-rules", "peer-secret", "upstream");
    }

    @Test
    void logsHaveAnEnd() {
        assertThat(compose.at("/x-logging/options/max-size").asText()).isEqualTo("10m");
        assertThat(compose.at("/x-stays/logging").asText()).isEqualTo("logging");
    }

    /** A builder stops within its grace, 5 s, and 15 s more. */
    @Test
    void servicesHaveTimeToHandBackTheirWork() {
        assertThat(compose.at("/x-service/stop_grace_period").asText()).isEqualTo("40s");
    }

    @Test
    void upWaitsForWhatIsReadyAndNoCheckStartsAJvm() {
        assertThat(compose.at("/x-service/healthcheck/test").toString()).contains("bash", "/q/health/ready");
        assertThat(compose.at("/services/kafka/healthcheck/test").toString())
                .isEqualTo("[\"CMD\",\"bash\",\"-c\",\"</dev/tcp/kafka/9092\"]");
    }

    /** Merges are read as what they name. */
    private static String merged(JsonNode service) {
        return service.path("<<").asText();
    }
}

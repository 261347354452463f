package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The patches that the README shows for what {@code values.yaml} has no key for. */
class DocumentedPatchesTest {
    private static final Pattern BLOCK = Pattern.compile("```yaml\\n(patches:\\n.*?)```", Pattern.DOTALL);

    @TempDir
    Path folder;

    private static String shown(String part) throws IOException {
        List<String> blocks = BLOCK.matcher(Files.readString(Manifests.FOLDER.resolve("README.md")))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains(part))
                .toList();
        assertThat(blocks).hasSize(1);
        return blocks.getFirst();
    }

    private static List<JsonNode> objects(OverlayCopy copy, String kind) throws IOException, InterruptedException {
        StrictApi api = new StrictApi(Manifests.FOLDER.resolve("src/test/resources/definitions"));
        List<JsonNode> objects = Manifests.parse(copy.render()).stream()
                .filter(object -> object.path("kind").asText().matches(kind))
                .toList();
        assertThat(objects)
                .isNotEmpty()
                .allSatisfy(object -> assertThat(api.mistakes(object)).isEmpty());
        return objects;
    }

    @Test
    void kafkaAndTheDatabaseGetAnotherStorageClass() throws Exception {
        OverlayCopy copy = OverlayCopy.of("operators", folder);
        copy.patch(shown("storageClass"));

        List<JsonNode> objects = objects(copy, "KafkaNodePool|Cluster");

        assertThat(objects).hasSize(2);
        assertThat(objects)
                .map(object -> object.path("spec").findPath("class").asText()
                        + object.at("/spec/storage/storageClass").asText())
                .containsOnly("fast");
    }

    /** Whatever reaches a registry reaches one at another port, and nothing else does. */
    @Test
    void registriesAndCataloguesAreReachedAtOtherPorts() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("upstreams");
        List<JsonNode> before = objects(copy, "NetworkPolicy");
        copy.patch(shown("port: 8443"));
        List<JsonNode> after = objects(copy, "NetworkPolicy");

        assertThat(reaching(after, 8443)).isEqualTo(reaching(before, 5000)).isNotEmpty();
        assertThat(reaching(after, 7999)).isEqualTo(reaching(before, 22)).isNotEmpty();
    }

    private static List<String> reaching(List<JsonNode> policies, int port) {
        return policies.stream()
                .filter(policy -> Manifests.stream(policy.at("/spec/egress"))
                        .flatMap(rule -> Manifests.stream(rule.path("ports")))
                        .anyMatch(each -> each.path("port").asInt() == port))
                .map(policy -> policy.at("/metadata/name").asText())
                .toList();
    }

    /** Whatever has an engine, and keeps the nodes that it had. */
    @Test
    void enginesAloneHaveARuntimeOfTheirOwn() throws Exception {
        OverlayCopy copy = OverlayCopy.of("operators", folder);
        List<JsonNode> before = objects(copy, "Deployment|StatefulSet");
        copy.patch(shown("runtimeClassName"));
        List<JsonNode> after = objects(copy, "Deployment|StatefulSet");

        assertThat(after.stream()
                        .filter(object -> object.at("/spec/template/spec/runtimeClassName")
                                .asText()
                                .equals("kata"))
                        .map(object -> object.at("/metadata/name").asText()))
                .containsExactlyInAnyOrderElementsOf(after.stream()
                        .filter(object ->
                                object.at("/spec/template/metadata/labels").has("imprimatur.dev/engine"))
                        .map(object -> object.at("/metadata/name").asText())
                        .toList())
                .hasSize(2);
        assertThat(after).map(DocumentedPatchesTest::withoutRuntime).isEqualTo(before);
    }

    private static JsonNode withoutRuntime(JsonNode object) {
        ((ObjectNode) object.at("/spec/template/spec")).remove("runtimeClassName");
        return object;
    }

    @Test
    void enginesElsewhereHaveTheirAddresses() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("remote-engine");
        copy.patch(shown("builders.example.org"));

        assertThat(objects(copy, "Deployment|StatefulSet"))
                .flatMap(object -> object.findValues("env").stream()
                        .flatMap(Manifests::stream)
                        .filter(variable -> variable.path("name").asText().equals("IMPRIMATUR_ENGINE_HOST"))
                        .map(variable -> variable.path("value").asText())
                        .toList())
                .containsExactlyInAnyOrder("tcp://builders.example.org:2376", "tcp://testers.example.org:2376");
    }
}

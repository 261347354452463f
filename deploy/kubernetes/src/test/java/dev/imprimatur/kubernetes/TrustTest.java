package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every service has the public keys of those whose events it believes, wherever it runs. */
class TrustTest {
    private static final String RENDERERS = "IMPRIMATUR_ORDER_KEYS";
    private static final String BUILDERS = "IMPRIMATUR_BUILDS_KEYS";
    private static final String TESTERS = "IMPRIMATUR_TRUST_KEYS";
    private static final String PUBLISHERS = "IMPRIMATUR_PUBLICATIONS_KEYS";
    private static final Map<String, Set<String>> BELIEVED = Map.of(
            "renderer", Set.of(BUILDERS, TESTERS, PUBLISHERS),
            "builder", Set.of(RENDERERS, TESTERS, PUBLISHERS),
            "tester", Set.of(RENDERERS, BUILDERS),
            "publisher", Set.of(RENDERERS, TESTERS),
            "console", Set.of(RENDERERS, BUILDERS, TESTERS, PUBLISHERS));

    /** Whose former keys are needed where there is no folder that its own public half is put into. */
    private static final Map<String, Set<String>> OWN =
            Map.of("renderer", Set.of(RENDERERS), "publisher", Set.of(PUBLISHERS));

    /** The folder of each, by its last name. */
    private static final Map<String, String> FOLDERS =
            Map.of(RENDERERS, "renderers", BUILDERS, "builders", TESTERS, "trusted", PUBLISHERS, "publishers");

    private static final Map<String, String> CONFIG_MAPS = Map.of(
            RENDERERS,
            "renderer-keys",
            BUILDERS,
            "builder-keys",
            TESTERS,
            "trusted-keys",
            PUBLISHERS,
            "publisher-keys");

    private static final Path ROOT = Path.of(System.getProperty("imprimatur.root"));
    private static final Pattern OF_A_SERVICE = Pattern.compile(
            "(?m)^    (renderer|builder|tester|publisher|console)\\) printf '%s\\\\n' (.*?) ;;$", Pattern.DOTALL);
    private static final Pattern KEYS = Pattern.compile("\"(IMPRIMATUR_[A-Z]+_KEYS)=\\$HOME_DIR/keys/([a-z]+)\"");

    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void inTheClusterEachMountsWhatItBelieves(String name) {
        Map<String, Manifests.Workload> services = Manifests.workloads(name)
                .filter(workload -> BELIEVED.containsKey(workload.name()))
                .collect(Collectors.toMap(Manifests.Workload::name, workload -> workload));
        assertThat(services).hasSize(BELIEVED.size());

        services.forEach((service, workload) -> {
            JsonNode container = workload.containers()
                    .filter(each -> each.path("name").asText().equals("service"))
                    .findFirst()
                    .orElseThrow();
            Map<String, String> keys = Manifests.stream(container.path("env"))
                    .filter(variable ->
                            FOLDERS.containsKey(variable.path("name").asText()))
                    .collect(Collectors.toMap(
                            variable -> variable.path("name").asText(),
                            variable -> variable.path("value").asText()));
            assertThat(keys.keySet())
                    .as(service)
                    .containsExactlyInAnyOrderElementsOf(Stream.of(BELIEVED, OWN)
                            .flatMap(each -> each.getOrDefault(service, Set.of()).stream())
                            .toList());
            keys.forEach((key, folder) -> {
                assertThat(mounted(workload, container, folder))
                        .as("%s of %s", key, service)
                        .containsExactly(CONFIG_MAPS.get(key));
                assertThat(mounted(workload, container, folder + "/retired"))
                        .as("retired ones, %s of %s", key, service)
                        .containsExactly(CONFIG_MAPS.get(key) + "-retired");
            });
        });
    }

    /**
     * A volume that lists some of its keys has no other, so one that is added later would reach no pod. Pods start
     * where none was retired yet.
     */
    @ParameterizedTest
    @MethodSource("dev.imprimatur.kubernetes.Manifests#rendered")
    void everyKeyOfAConfigMapReachesItsFolder(String name) {
        assertThat(Manifests.workloads(name)
                        .flatMap(workload -> Manifests.stream(workload.pod().path("volumes")))
                        .map(volume -> volume.path("configMap"))
                        .filter(map -> map.path("name").asText().matches(".*-keys(-retired)?")))
                .hasSize(2 * 16)
                .allSatisfy(map -> {
                    assertThat(map.has("items")).as("%s", map).isFalse();
                    assertThat(map.path("optional").asBoolean())
                            .as("%s", map)
                            .isEqualTo(map.path("name").asText().endsWith("-retired"));
                });
    }

    /** The ConfigMaps that this container has there, for reading. */
    private static Stream<String> mounted(Manifests.Workload workload, JsonNode container, String folder) {
        return Manifests.stream(container.path("volumeMounts"))
                .filter(mount -> mount.path("mountPath").asText().equals(folder)
                        && mount.path("readOnly").asBoolean())
                .flatMap(mount -> Manifests.stream(workload.pod().path("volumes"))
                        .filter(volume -> volume.path("name").equals(mount.path("name"))))
                .map(volume -> volume.at("/configMap/name").asText());
    }

    @Test
    void inComposeEachMountsWhatItBelieves() throws IOException {
        JsonNode services = new YAMLMapper()
                .readTree(ROOT.resolve("docker-compose.yml").toFile())
                .path("services");

        BELIEVED.forEach((service, believed) -> {
            JsonNode environment = services.path(service).path("environment");
            assertThat(FOLDERS.keySet().stream().filter(environment::has))
                    .as(service)
                    .containsExactlyInAnyOrderElementsOf(believed);
            assertThat(believed).allSatisfy(key -> {
                String folder = FOLDERS.get(key);
                assertThat(environment.path(key).asText()).isEqualTo("/keys/" + folder);
                assertThat(Manifests.stream(services.path(service).path("volumes"))
                                .map(JsonNode::asText))
                        .as(service)
                        .contains(folder + ":/keys/" + folder + ":ro");
            });
        });
    }

    @Test
    void onOneMachineEachHasWhatItBelieves() throws IOException {
        Map<String, String> settings = OF_A_SERVICE
                .matcher(Files.readString(ROOT.resolve("deploy/local/services.sh")))
                .results()
                .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
        assertThat(settings.keySet()).isEqualTo(BELIEVED.keySet());

        settings.forEach((service, text) -> {
            Map<String, String> keys = KEYS.matcher(text)
                    .results()
                    .collect(Collectors.toMap(found -> found.group(1), found -> found.group(2)));
            assertThat(keys.keySet()).as(service).isEqualTo(BELIEVED.get(service));
            assertThat(keys)
                    .as(service)
                    .allSatisfy((key, folder) -> assertThat(folder).isEqualTo(FOLDERS.get(key)));
        });
    }
}

package dev.imprimatur.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code values.yaml} is the one file to fill in: each value gets where it belongs, and nothing else has to be changed.
 */
class ValuesTest {
    private static final String VALUES = "values.yaml";
    private static final Set<String> NUMBERS = Set.of("KAFKA_PORT", "DATABASE_PORT", "MAX_BUILDERS", "MAX_TESTERS");
    private static final int FIRST_NUMBER = 20_001;
    private static final Pattern LINE = Pattern.compile("(?m)^ {2}([A-Z_]+): .*$");
    private static final Pattern COMMENTED = Pattern.compile("(?m)^ {2}# .+\\n {2}([A-Z_]+): ");
    private static final Pattern HASH = Pattern.compile("(addresses)-[a-z0-9]{10}");

    /** A key, the object, and the field; those of what scales are the overlay's. */
    private static final String PLACES = """
            KAFKA ConfigMap imprimatur/addresses /data/KAFKA_BOOTSTRAP_SERVERS
            KAFKA ConfigMap imprimatur-engines/addresses /data/KAFKA_BOOTSTRAP_SERVERS
            DATABASE ConfigMap imprimatur/addresses /data/DATABASE
            DATABASE ConfigMap imprimatur-engines/addresses /data/DATABASE
            DATABASE_OPTIONS ConfigMap imprimatur/addresses /data/DATABASE_OPTIONS
            DATABASE_OPTIONS ConfigMap imprimatur-engines/addresses /data/DATABASE_OPTIONS
            STAGING ConfigMap imprimatur/addresses /data/STAGING
            STAGING ConfigMap imprimatur-engines/addresses /data/STAGING
            PRODUCTION ConfigMap imprimatur/addresses /data/PRODUCTION
            CATALOG ConfigMap imprimatur/addresses /data/CATALOG
            ENGINE_MAY_REACH ConfigMap imprimatur-engines/addresses /data/ENGINE_MAY_REACH
            BUILDS_MAY_REACH ConfigMap imprimatur-engines/addresses /data/BUILDS_MAY_REACH
            NONE_MAY_REACH ConfigMap imprimatur-engines/addresses /data/NONE_MAY_REACH
            KAFKA_PORT NetworkPolicy imprimatur/kafka-and-database /spec/egress/0/ports/0/port
            KAFKA_PORT NetworkPolicy imprimatur-engines/kafka-and-database /spec/egress/0/ports/0/port
            DATABASE_PORT NetworkPolicy imprimatur/kafka-and-database /spec/egress/0/ports/1/port
            DATABASE_PORT NetworkPolicy imprimatur-engines/kafka-and-database /spec/egress/0/ports/1/port
            IMAGE_RENDERER Deployment imprimatur/renderer /spec/template/spec/containers/service/image
            IMAGE_BUILDER Deployment imprimatur-engines/builder /spec/template/spec/containers/service/image
            IMAGE_TESTER StatefulSet imprimatur-engines/tester /spec/template/spec/containers/service/image
            IMAGE_PUBLISHER Deployment imprimatur/publisher /spec/template/spec/containers/service/image
            IMAGE_CONSOLE Deployment imprimatur/console /spec/template/spec/containers/service/image
            IMAGE_CLI CronJob imprimatur/weekly-rebuild /spec/jobTemplate/spec/template/spec/containers/cli/image
            IMAGE_ENGINE Deployment imprimatur-engines/builder /spec/template/spec/initContainers/engine/image
            IMAGE_ENGINE StatefulSet imprimatur-engines/tester-engine /spec/template/spec/containers/engine/image
            MAX_BUILDERS SCALER imprimatur-engines/builder MAXIMUM
            MAX_TESTERS SCALER imprimatur-engines/tester MAXIMUM
            MAX_TESTERS SCALER imprimatur-engines/tester-engine MAXIMUM
            TIME_ZONE CronJob imprimatur/weekly-rebuild /spec/timeZone
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"managed, HorizontalPodAutoscaler, /spec/maxReplicas", "operators, ScaledObject, /spec/maxReplicaCount"
    })
    void eachValueIsWhereItBelongsAndNowhereElse(String overlay, String scaler, String maximum) throws Exception {
        OverlayCopy copy = OverlayCopy.of(overlay, folder);

        String rendered = filledIn(copy);

        assertThat(places(rendered))
                .containsExactlyInAnyOrderElementsOf(PLACES.replace("SCALER", scaler)
                        .replace("MAXIMUM", maximum)
                        .lines()
                        .toList());
        assertThat(rendered).doesNotContain("example.com", "local-config");
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators"})
    void registriesOfOnesOwnCaAreThoseOfTheFile(String overlay) throws Exception {
        OverlayCopy copy = OverlayCopy.of(overlay, folder);
        copy.use("registry-ca");

        assertThat(places(filledIn(copy)))
                .filteredOn(place -> place.endsWith("/path"))
                .containsExactlyInAnyOrder(
                        "STAGING Deployment imprimatur-engines/builder /spec/template/spec/volumes/registry-ca/configMap/items/0/path",
                        "STAGING StatefulSet imprimatur-engines/tester-engine /spec/template/spec/volumes/registry-ca/configMap/items/0/path",
                        "PRODUCTION Deployment imprimatur-engines/builder /spec/template/spec/volumes/registry-ca/configMap/items/1/path",
                        "PRODUCTION StatefulSet imprimatur-engines/tester-engine /spec/template/spec/volumes/registry-ca/configMap/items/1/path");
    }

    @Test
    void whereEnginesAreElsewhereTheirImageIsNowhere() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.use("remote-engine", "pull-secret");

        assertThat(places(filledIn(copy)))
                .contains(
                        "IMAGE_BUILDER Deployment imprimatur-engines/builder /spec/template/spec/containers/service/image")
                .noneMatch(place -> place.startsWith("IMAGE_ENGINE"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators"})
    void everyKeyIsUsedAndSaysWhatItIs(String overlay) throws IOException {
        Set<String> used = Manifests.stream(component().path("replacements"))
                .map(replacement -> replacement.at("/source/fieldPath").asText().replaceFirst("^data\\.", ""))
                .collect(Collectors.toCollection(TreeSet::new));
        String yaml =
                Files.readString(Manifests.FOLDER.resolve("overlays/" + overlay).resolve(VALUES));

        assertThat(keys(yaml)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(used);
        assertThat(COMMENTED.matcher(yaml).results().map(key -> key.group(1))).containsExactlyElementsOf(keys(yaml));
    }

    /** Kustomize puts components on top of each other in their order. */
    @ParameterizedTest
    @ValueSource(strings = {"managed", "operators"})
    void valuesArePutInAfterAllOtherComponents(String overlay) throws IOException {
        JsonNode components = Manifests.YAML
                .readTree(Manifests.FOLDER
                        .resolve("overlays/" + overlay + "/kustomization.yaml")
                        .toFile())
                .path("components");

        assertThat(components.get(components.size() - 1).asText()).isEqualTo("../../components/values");
    }

    @Test
    void aMissingKeyIsNamed() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.change(VALUES, yaml -> yaml.replaceFirst("  TIME_ZONE: .*\n", ""));

        assertThatThrownBy(copy::render).hasMessageContaining("data.TIME_ZONE` is missing");
    }

    @Test
    void whatTheFileHasNoKeyForIsMerged() throws Exception {
        OverlayCopy copy = OverlayCopy.of("managed", folder);
        copy.add("""
                configMapGenerator:
                  - {name: addresses, namespace: imprimatur, behavior: merge, literals: [MIRRORS=mirror.example.org]}
                """);

        String rendered = filledIn(copy);

        assertThat(rendered).contains("MIRRORS: mirror.example.org");
        assertThat(places(rendered)).contains("KAFKA ConfigMap imprimatur/addresses /data/KAFKA_BOOTSTRAP_SERVERS");
    }

    /** As `overlays/managed` was before there was such a file. */
    @Test
    void anOverlayWithoutValuesStaysAsItIs() throws Exception {
        OverlayCopy copy = OverlayCopy.with("""
                resources: [../../base]
                components: [../../components/kafka-sasl, ../../components/hpa, ../../components/registry-ca]
                configMapGenerator:
                  - name: addresses
                    namespace: imprimatur
                    behavior: replace
                    literals: [KAFKA_BOOTSTRAP_SERVERS=own:9094]
                images:
                  - {name: registry.example.com/imprimatur/renderer-service, newName: own/renderer-service, newTag: "7"}
                """, folder);

        List<JsonNode> objects = Manifests.parse(copy.render());

        assertThat(of(objects, "ConfigMap", "addresses").getFirst().path("data").toString())
                .isEqualTo("{\"KAFKA_BOOTSTRAP_SERVERS\":\"own:9094\"}");
        assertThat(of(objects, "Deployment", "renderer").getFirst().findValuesAsText("image"))
                .containsExactly("own/renderer-service:7");
        assertThat(of(objects, "NetworkPolicy", "kafka-and-database"))
                .hasSize(2)
                .allSatisfy(
                        policy -> assertThat(policy.at("/spec/egress/0/ports").findValuesAsText("port"))
                                .containsExactly("9092", "9093", "9094", "5432"));
    }

    @Test
    void anOverlayOnTopOfAnotherStaysAsItIs() throws Exception {
        OverlayCopy copy = OverlayCopy.with("""
                resources: [../../overlays/managed]
                configMapGenerator:
                  - {name: addresses, namespace: imprimatur, behavior: merge, literals: [KAFKA_BOOTSTRAP_SERVERS=own:9093]}
                images:
                  - {name: registry.example.com/imprimatur/renderer-service, newName: own/renderer-service, newTag: "7"}
                """, folder);

        List<JsonNode> objects = Manifests.parse(copy.render());

        assertThat(of(objects, "ConfigMap", "addresses")
                        .getFirst()
                        .at("/data/KAFKA_BOOTSTRAP_SERVERS")
                        .asText())
                .isEqualTo("own:9093");
        assertThat(of(objects, "Deployment", "renderer").getFirst().findValuesAsText("image"))
                .containsExactly("own/renderer-service:7");
    }

    private static JsonNode component() throws IOException {
        return Manifests.YAML.readTree(
                Manifests.FOLDER.resolve("components/values/kustomization.yaml").toFile());
    }

    private static List<String> keys(String yaml) {
        return LINE.matcher(yaml).results().map(line -> line.group(1)).toList();
    }

    /** Objects of the namespace {@code imprimatur} first; a name may end with a hash. */
    private static List<JsonNode> of(List<JsonNode> objects, String kind, String name) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && withoutHash(object.at("/metadata/name").asText()).equals(name))
                .sorted((one, other) -> one.at("/metadata/namespace")
                        .asText()
                        .compareTo(other.at("/metadata/namespace").asText()))
                .toList();
    }

    private static String withoutHash(String name) {
        return HASH.matcher(name).replaceAll("$1");
    }

    /** Rendered with the marker of its key in place of each value. */
    private static String filledIn(OverlayCopy copy) throws IOException, InterruptedException {
        copy.change(
                VALUES,
                yaml -> LINE.matcher(yaml)
                        .replaceAll(line ->
                                "  " + line.group(1) + ": \"" + markers(yaml).get(line.group(1)) + "\""));
        return copy.render();
    }

    private static Map<String, Object> markers(String yaml) {
        Map<String, Object> markers = new LinkedHashMap<>();
        keys(yaml)
                .forEach(key ->
                        markers.put(key, NUMBERS.contains(key) ? FIRST_NUMBER + markers.size() : "<" + key + ">"));
        return markers;
    }

    private static List<String> places(String rendered) throws IOException {
        Map<String, Object> markers = markers(
                Files.readString(Manifests.FOLDER.resolve("overlays/managed").resolve(VALUES)));
        List<String> places = new ArrayList<>();
        for (JsonNode object : Manifests.parse(rendered)) {
            String name = object.path("kind").asText() + " "
                    + object.at("/metadata/namespace").asText() + "/"
                    + withoutHash(object.at("/metadata/name").asText());
            markers.forEach((key, marker) -> find(object, marker, key + " " + name + " ", places));
        }
        return places;
    }

    /** A number counts where it is one, and is found as a text too, which is another place. */
    private static void find(JsonNode node, Object marker, String place, List<String> places) {
        if (node.isObject()) {
            node.propertyStream()
                    .forEach(field -> find(field.getValue(), marker, place + "/" + field.getKey(), places));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                String name = node.get(i).path("name").asText();
                find(node.get(i), marker, place + "/" + (name.isEmpty() ? i : name), places);
            }
        } else if (node.isInt() && marker.equals(node.intValue())) {
            places.add(place);
        } else if (node.isTextual() && node.asText().contains(marker.toString())) {
            places.add(marker instanceof Integer ? place + " as a text" : place);
        }
    }
}

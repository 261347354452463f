package dev.imprimatur.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The manifests: where they lie, what is rendered, and their objects. */
final class Manifests {
    static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .build());
    static final Path FOLDER = Path.of(System.getProperty("imprimatur.root"), "deploy", "kubernetes");
    static final Path GOLDEN = FOLDER.resolve("src/test/resources/golden");

    private Manifests() {}

    /** The overlays, and the components that are no part of one: {@code overlays/managed}. */
    static List<String> rendered() {
        return Stream.concat(
                        folders("overlays"),
                        Stream.of(
                                "components/authorities",
                                "components/database-backups",
                                "components/dedicated-nodes",
                                "components/openshift",
                                "components/proxy",
                                "components/pull-secret",
                                "components/registry-ca",
                                "components/remote-engine",
                                "components/upstreams"))
                .toList();
    }

    private static Stream<String> folders(String parent) {
        try (Stream<Path> folders = Files.list(FOLDER.resolve(parent))) {
            return folders.map(folder -> parent + "/" + folder.getFileName()).sorted().toList().stream();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a component is rendered on. */
    static String below(String component) {
        return component.equals("components/database-backups") ? "overlays/operators" : "base";
    }

    /** The file that an overlay's or component's rendered form is recorded in. */
    static Path golden(String name) {
        return GOLDEN.resolve(name.substring(name.indexOf('/') + 1) + ".yaml");
    }

    /** The objects that an overlay or component was recorded with. */
    static List<JsonNode> objects(String name) {
        try {
            return parse(Files.readString(golden(name)));
        } catch (IOException e) {
            throw new IllegalStateException(golden(name) + " is missing, record it: -Dgolden.record=true", e);
        }
    }

    static List<JsonNode> parse(String yaml) throws IOException {
        try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml)) {
            return documents.readAll();
        }
    }

    /** Objects of this kind. */
    static List<JsonNode> ofKind(String name, String kind) {
        return objects(name).stream()
                .filter(object -> kind.equals(object.path("kind").asText()))
                .toList();
    }

    /** The pod templates of Deployments, StatefulSets, Jobs and CronJobs, with the object that each is in. */
    static Stream<Workload> workloads(String name) {
        return workloads(objects(name));
    }

    static Stream<Workload> workloads(List<JsonNode> objects) {
        return objects.stream().flatMap(object -> {
            JsonNode spec = object.path("spec");
            return Stream.of(spec.path("template"), spec.at("/jobTemplate/spec/template"))
                    .filter(template -> template.path("spec").has("containers"))
                    .map(template -> new Workload(object, template.path("spec")));
        });
    }

    static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    /** An object that makes pods. */
    record Workload(JsonNode object, JsonNode pod) {
        String name() {
            return object.at("/metadata/name").asText();
        }

        String namespace() {
            return object.at("/metadata/namespace").asText();
        }

        Stream<JsonNode> containers() {
            return Stream.concat(stream(pod.path("initContainers")), stream(pod.path("containers")));
        }

        @Override
        public String toString() {
            return namespace() + "/" + name();
        }
    }
}

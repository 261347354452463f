package dev.imprimatur.planner.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import dev.imprimatur.fixture.Catalogs;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The published JSON Schemas say what the records say: editors complete what the reader takes, and nothing else. */
class SchemaTest {
    private static final Path FOLDER = Catalogs.SHIPPED.resolve("schema");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    @ParameterizedTest
    @CsvSource({"catalog.schema.json, CatalogFile", "family.schema.json, FamilyFile"})
    void theSchemaHasEveryKeyOfTheRecordsAndNoOther(String file, String record) throws Exception {
        JsonNode schema = JSON.readTree(FOLDER.resolve(file).toFile());
        List<String> differences = new ArrayList<>();

        compare(schema, schema, Class.forName("dev.imprimatur.planner.catalog." + record), "", differences);

        assertThat(differences).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void theShippedFilesAreValidAndNameTheirSchema(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                boolean catalog = file.endsWith("catalog.yaml");
                assertThat(validate(Files.readString(file), catalog))
                        .as("%s", file)
                        .isEmpty();
                String name = Files.readAllLines(file).getFirst().replace("# yaml-language-server: $schema=", "");
                assertThat(file.resolveSibling(name))
                        .as("the schema of %s", file)
                        .exists();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("documented")
    void whatTheDocumentationShowsIsValidInAFamily(String keys) throws IOException {
        assertThat(validate(
                        Catalogs.HEAD + (keys.contains("feed:") ? "" : "releases: [{version: 1.0.0}]\n") + keys, false))
                .isEmpty();
    }

    static List<String> documented() throws IOException {
        StringBuilder pages = new StringBuilder();
        for (String page : List.of("catalog.md", "templates.md", "feeds.md", "planning.md")) {
            pages.append(
                    Files.readString(Catalogs.SHIPPED.resolveSibling("docs").resolve(page)));
        }
        List<String> blocks = Pattern.compile("^```yaml\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE)
                .matcher(pages)
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).hasSizeGreaterThan(5);
        return blocks;
    }

    static List<Path> shipped() {
        return List.of(Catalogs.SHIPPED, Catalogs.DEBIAN_RUNTIMES, Catalogs.SERVICE_IMAGES);
    }

    @Test
    void whatTheReaderTakesIsValid() throws IOException {
        assertThat(validate(Catalogs.HEAD + """
                        contacts: [images@example.org]
                        tags: {style: both, prefix: x-}
                        variants: [bookworm]
                        platforms: [linux/amd64]
                        args: {a: 1, b: text, c: true}
                        aliases: [major, current]
                        tests:
                          - {path: tests/ok, timeout: 3, network: true}
                          - name: serves
                            timeout: 3
                            health:
                              {command: [a, b], env: {A: 1}, httpGet: {port: 80, path: /x, status: 204}, interval: 2}
                          - {name: listens, health: {tcpSocket: {port: 80}}}
                          - {name: answers, health: {exec: {command: [a]}}}
                          - {name: own, health: {}}
                        endOfLife: {policy: freeze}
                        lines: {"22": {codename: Jod, lts: 2024-10-29, end: 2027-04-30, endOfLife: {policy: retire}}}
                        releases: [{version: 22.10, variants: [bookworm], args: {x: y}}]
                        keep: {last: 2, per: line}
                        exclude: [{version: "<22", reason: old}]
                        include: [{variant: bookworm}]
                        overrides: [{when: {versions: 22.x, variants: [bookworm]}, template: Other, args: {z: 1}}]
                        """, false)).isEmpty();
        assertThat(validate(Catalogs.HEAD + "releases: [{version: 1.0.0}]\nkeep: latest-patch\n", false))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "alias: [major]",
                "aliases: [newest]",
                "args: {x: 'a|b'}",
                "keep: {per: line}",
                "exclude: [{version: 1.x}]",
                "platforms: [linux/amd64, linux/arm64]",
                "lines: {v22: {}}",
                "overrides: [{args: {x: y}}]",
                "endOfLife: {date: 2027-04-30}",
                "tests: [{timeout: 3}]",
                "tests: [{path: tests/ok, name: ok, health: {}}]",
                "tests: [{health: {}}]",
                "tests: [{name: ok, health: {httpGet: {port: 80}, tcpSocket: {port: 80}}}]",
                "tests: [{name: ok, health: {httpGet: {path: /}}}]",
                "tests: [{name: ok, health: {exec: {command: []}}}]",
                "variants: bookworm"
            })
    void aMistakeIsOneInEditorsToo(String line) throws IOException {
        assertThat(validate(Catalogs.HEAD + "releases: [{version: 1.0.0}]\n" + line + "\n", false))
                .isNotEmpty();
    }

    private static Set<ValidationMessage> validate(String yaml, boolean catalog) throws IOException {
        JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(FOLDER.resolve((catalog ? "catalog" : "family") + ".schema.json")));
        return schema.validate(YAML.readTree(yaml));
    }

    private static void compare(JsonNode root, JsonNode found, Type type, String place, List<String> differences) {
        JsonNode schema = resolved(root, found);
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            boolean list = generic.getRawType() == List.class;
            compare(
                    root,
                    schema.path(list ? "items" : "additionalProperties"),
                    arguments[list ? 0 : 1],
                    place + (list ? "[]" : ".*"),
                    differences);
        } else if (((Class<?>) type).isRecord()) {
            compareRecord(root, schema, (Class<?>) type, place, differences);
        } else {
            compareScalar(schema, (Class<?>) type, place, differences);
        }
    }

    private static void compareRecord(
            JsonNode root, JsonNode schema, Class<?> type, String place, List<String> differences) {
        JsonNode mapping = schema.has("oneOf") && !schema.has("properties")
                ? schema.path("oneOf").path(1)
                : schema;
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            if (component.isAnnotationPresent(ScalarForm.class)) {
                compareScalar(schema.path("oneOf").path(0), component.getType(), place, differences);
                continue;
            }
            String key = FileRecord.key(component);
            keys.add(key);
            JsonNode property = mapping.path("properties").path(key);
            if (property.isMissingNode()) {
                differences.add("the schema lacks " + place + "." + key);
            } else {
                compare(root, property, component.getGenericType(), place + "." + key, differences);
            }
        }
        mapping.path("properties").fieldNames().forEachRemaining(name -> {
            if (!keys.contains(name)) {
                differences.add("the records lack " + place + "." + name);
            }
        });
        if (!mapping.path("additionalProperties").isBoolean()) {
            differences.add(place + " takes unknown keys");
        }
    }

    private static void compareScalar(JsonNode schema, Class<?> type, String place, List<String> differences) {
        if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            schema.path("enum").forEach(word -> words.add(word.asText()));
            List<String> expected =
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
            if (!words.equals(expected)) {
                differences.add(place + " has the words " + words + " in the schema, " + expected + " in " + type);
            }
            return;
        }
        String expected = type == Integer.class ? "integer" : type == Boolean.class ? "boolean" : "string";
        String declared = schema.has("const") ? "string" : schema.path("type").toString();
        boolean date = schema.path("pattern").asText().startsWith("^[0-9]{4}-");
        if (!declared.contains(expected) || (type == LocalDate.class) != date) {
            differences.add(place + " is " + declared + " in the schema, " + type.getSimpleName() + " in the record");
        }
    }

    private static JsonNode resolved(JsonNode root, JsonNode schema) {
        return schema.has("$ref") ? root.at(schema.path("$ref").asText().substring(1)) : schema;
    }
}

package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The console's own description of its REST interface, as it serves it. */
final class Description {
    private static final JsonSchemaFactory SCHEMAS = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode document;

    private Description(ObjectNode document) {
        this.document = document;
        document.at("/components/schemas").forEach(Description::close);
    }

    static Description served() throws IOException {
        return new Description((ObjectNode)
                JSON.readTree(given().noFilters().get("/q/openapi?format=json").asString()));
    }

    /** Here a field that is not described is a mistake; for readers a later release may add some. */
    private static void close(JsonNode schema) {
        if (schema instanceof ObjectNode object && object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }

    /** Every operation: its method and path. */
    Set<String> operations() {
        Set<String> operations = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(verb -> operations.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** Every answer: an operation with a status. */
    Set<String> answers() {
        Set<String> answers = new TreeSet<>();
        operations()
                .forEach(operation -> operation(operation)
                        .path("responses")
                        .fieldNames()
                        .forEachRemaining(status -> answers.add(operation + " " + status)));
        return answers;
    }

    /** How the answer is other than the operation is described. */
    List<String> problems(String operation, Response answer) throws IOException {
        String what = operation + " " + answer.statusCode() + ": ";
        JsonNode described = operation(operation).path("responses").path(String.valueOf(answer.statusCode()));
        if (!described.isObject()) {
            return List.of(what + "is not described");
        }
        JsonNode content = described.path("content");
        String text = answer.asString();
        if (!content.isObject()) {
            return text.isEmpty() ? List.of() : List.of(what + "has content, and is described without");
        }
        String type = String.valueOf(answer.contentType()).replaceFirst(";.*", "");
        Optional<JsonNode> ofType = content.properties().stream()
                .filter(each -> each.getKey().replaceFirst(";.*", "").equals(type))
                .map(Map.Entry::getValue)
                .findFirst();
        if (ofType.isEmpty()) {
            return List.of(what + "has the type " + type);
        }
        return type.endsWith("json")
                ? problems(ofType.get().path("schema"), JSON.readTree(text)).stream()
                        .map(problem -> what + problem)
                        .toList()
                : List.of();
    }

    /** What is wrong with the examples, and which are missing. */
    List<String> wrongExamples() {
        List<String> wrong = new ArrayList<>();
        for (String operation : operations()) {
            Map<String, JsonNode> parts = new LinkedHashMap<>();
            operation(operation).path("responses").properties().forEach(answer -> {
                if (answer.getKey().startsWith("2")) {
                    parts.put(answer.getKey(), answer.getValue());
                }
            });
            parts.put("body", operation(operation).path("requestBody"));
            parts.forEach((part, described) -> {
                JsonNode content = described.path("content").path("application/json");
                if (content.isObject()) {
                    wrong.addAll(
                            content.has("example")
                                    ? problems(content.path("schema"), content.path("example")).stream()
                                            .map(problem -> operation + " " + part + ": " + problem)
                                            .toList()
                                    : List.of(operation + " " + part + " has no example"));
                }
            });
        }
        return wrong;
    }

    JsonNode operation(String operation) {
        String[] words = operation.split(" ");
        return document.path("paths").path(words[1]).path(words[0].toLowerCase(Locale.ROOT));
    }

    private List<String> problems(JsonNode schema, JsonNode value) {
        ObjectNode root = schema.deepCopy();
        root.set("components", document.path("components"));
        return SCHEMAS.getSchema(root).validate(value).stream()
                .map(Object::toString)
                .toList();
    }
}

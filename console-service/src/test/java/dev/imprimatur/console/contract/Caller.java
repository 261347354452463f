package dev.imprimatur.console.contract;

import static io.restassured.RestAssured.given;

import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.console.WithToken;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** Asks, compares each answer with its description, and remembers what was seen. */
final class Caller {
    private static final Path EXAMPLES = Path.of("src/main/resources/api-examples");

    private final Description description;
    private final Set<String> seen = new TreeSet<>();
    private final List<String> problems = new ArrayList<>();

    Caller(Description description) {
        this.description = description;
    }

    Set<String> seen() {
        return seen;
    }

    /** Where answers were other than their description. */
    List<String> problems() {
        return problems;
    }

    /** Asks as an admin, with this body, or without one where it is empty. */
    JsonNode ask(String operation, int status, String body, String... parts) throws IOException {
        RequestSpecification request = given().noFilters().header("Authorization", "Bearer " + WithToken.token());
        if (!operation.startsWith("GET")) {
            request.contentType(ContentType.JSON);
        }
        if (!body.isEmpty()) {
            request.body(body);
            record(operation, "body", body, status);
        }
        Response answer = ask(operation, request, parts);
        String text = answer.asString();
        if (answer.statusCode() != status) {
            problems.add(operation + ": expected " + status + ", was " + answer.statusCode() + ": " + text);
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            record(operation, String.valueOf(answer.statusCode()), text, answer.statusCode());
            return Description.JSON.readTree(text);
        }
        return Description.JSON.missingNode();
    }

    /**
     * Asks.
     *
     * @param operation as it is described
     * @param parts what its address has in the place of each name, then what follows the address
     */
    Response ask(String operation, RequestSpecification request, String... parts) throws IOException {
        String verb = operation.replaceFirst(" .*", "");
        String address = operation.substring(verb.length() + 1);
        int next = 0;
        while (address.contains("{")) {
            address = address.replaceFirst("\\{[^}]*}", parts[next++]);
        }
        for (; next < parts.length; next++) {
            address += parts[next];
        }
        Response answer = request.request(verb, address);
        problems.addAll(description.problems(operation, answer));
        seen.add(operation + " " + answer.statusCode());
        return answer;
    }

    /** The first good answer becomes the example, if examples are recorded. */
    private static void record(String operation, String part, String text, int status) throws IOException {
        String name = operation
                .replaceFirst(" ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]+", "-")
                .replaceAll("-$", "");
        Path file = EXAMPLES.resolve(name + "." + part + ".json");
        if (Boolean.getBoolean("golden.record") && status < 300 && !Files.exists(file)) {
            Files.createDirectories(EXAMPLES);
            Files.writeString(
                    file,
                    Description.JSON
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(Description.JSON.readTree(text))
                            + "\n");
        }
    }
}

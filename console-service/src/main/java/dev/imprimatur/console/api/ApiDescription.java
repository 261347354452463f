package dev.imprimatur.console.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds to the description of REST what is the same everywhere: errors, tokens, and an example of each answer and body.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {
    private static final String TOKEN = "token";
    private static final String PROBLEM = "Problem";
    private static final int FIRST_ERROR = 400;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<PathItem.HttpMethod> READS = Set.of(PathItem.HttpMethod.GET, PathItem.HttpMethod.HEAD);

    /** What any write may be answered with. */
    private static final Map<String, String> REFUSALS = Map.of(
            "401", "No token, or one that does not count",
            "403", "The token lacks the scope, or the request comes from a page of another site",
            "413", "The body is larger than 64 KiB",
            "415", "The body is not of the type application/json",
            "429", "Too many writes; the header Retry-After says when to go on");

    /** What anything may be answered with. */
    private static final Map<String, String> DELAYS = Map.of(
            "503",
            "The database does not answer, or what is asked for is just made again; Retry-After says when to go on");

    @Override
    public void filterOpenAPI(OpenAPI description) {
        description.getComponents().addSchema(PROBLEM, problem());
        description
                .getComponents()
                .addSecurityScheme(
                        TOKEN,
                        OASFactory.createSecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .description("A token, as imprimatur tokens create makes it"));
        // What services tell each other is no interface of others.
        List.copyOf(description.getPaths().getPathItems().keySet()).stream()
                .filter(path -> path.matches("/api/[^/]+/own(/.*)?"))
                .forEach(description.getPaths()::removePathItem);
        description
                .getPaths()
                .getPathItems()
                .forEach((path, item) ->
                        item.getOperations().forEach((verb, operation) -> complete(verb, path, operation)));
    }

    private static void complete(PathItem.HttpMethod verb, String path, Operation operation) {
        if (!READS.contains(verb)) {
            // One that says that it needs none has a list without entries.
            if (operation.getSecurity() == null) {
                operation.addSecurityRequirement(
                        OASFactory.createSecurityRequirement().addScheme(TOKEN));
            }
            addAnswers(operation, REFUSALS);
        }
        addAnswers(operation, DELAYS);
        operation.getResponses().getAPIResponses().forEach((status, response) -> {
            if (Integer.parseInt(status) >= FIRST_ERROR) {
                response.setContent(OASFactory.createContent()
                        .addMediaType(
                                ApiError.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref(PROBLEM))));
            } else {
                addExample(response, verb, path, status);
            }
        });
        if (operation.getRequestBody() != null && operation.getRequestBody().getContent() != null) {
            operation
                    .getRequestBody()
                    .getContent()
                    .getMediaTypes()
                    .values()
                    .forEach(type -> addExample(type, verb, path, "body"));
        }
    }

    private static void addAnswers(Operation operation, Map<String, String> answers) {
        answers.forEach((status, words) -> {
            if (!operation.getResponses().hasAPIResponse(status)) {
                operation
                        .getResponses()
                        .addAPIResponse(status, OASFactory.createAPIResponse().description(words));
            }
        });
    }

    private static void addExample(APIResponse response, PathItem.HttpMethod verb, String path, String status) {
        if (response.getContent() != null) {
            response.getContent().getMediaTypes().values().forEach(type -> addExample(type, verb, path, status));
        }
    }

    private static void addExample(MediaType type, PathItem.HttpMethod verb, String path, String part) {
        String name = "/api-examples/" + name(verb.toString(), path, part);
        try (InputStream example = ApiDescription.class.getResourceAsStream(name)) {
            if (example != null) {
                type.setExample(JSON.readValue(example, Object.class));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /** The file with the example of a part, a status or the body, of an operation. */
    static String name(String verb, String path, String part) {
        String operation = (verb + path)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z]+", "-")
                .replaceAll("-$", "");
        return operation + "." + part + ".json";
    }

    private static Schema problem() {
        Schema problem = OASFactory.createSchema()
                .addType(Schema.SchemaType.OBJECT)
                .description("As RFC 9457 has it, with the kind as `error` and the detail as `message` too");
        List.of("error", "message", "type", "title", "detail")
                .forEach(field ->
                        problem.addProperty(field, OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
        problem.addProperty("status", OASFactory.createSchema().addType(Schema.SchemaType.INTEGER));
        problem.setRequired(List.of("error", "message", "type", "title", "status", "detail"));
        return problem;
    }
}

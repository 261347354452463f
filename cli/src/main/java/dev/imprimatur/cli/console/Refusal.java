package dev.imprimatur.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.imprimatur.cli.output.Json;
import java.net.URI;
import java.net.http.HttpResponse;

/** What the console says instead of an answer, for people. */
final class Refusal {
    private Refusal() {}

    static ConsoleException of(URI console, HttpResponse<?> response, String body) {
        return new ConsoleException(
                ConsoleException.Kind.ofStatus(response.statusCode()), message(console, response, body));
    }

    private static String message(URI console, HttpResponse<?> response, String body) {
        try {
            JsonNode message = Json.MAPPER.readTree(body).path("message");
            if (message.isTextual()) {
                return inCommands(message.textValue());
            }
        } catch (JsonProcessingException e) {
            // Reported below: whatever answers there is not the console, or not itself.
        }
        return "the console at " + console + " answered "
                + response.request().uri().getPath() + " with status " + response.statusCode();
    }

    /** The console's advice names its REST interface; here it is a command, or left out where there is none. */
    static String inCommands(String message) {
        return message.replace("GET /api/tags ", "imprimatur images ")
                .replaceAll(
                        "GET /api/(images|rebuilds|blocks|drift|dead-letters|tokens|read-model)\\b", "imprimatur $1")
                .replaceAll("[;:] GET /api/\\S+ [^;]*", "");
    }
}

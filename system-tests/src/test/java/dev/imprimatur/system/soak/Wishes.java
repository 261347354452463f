package dev.imprimatur.system.soak;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.events.Topic;
import dev.imprimatur.messaging.stack.Kafka;
import dev.imprimatur.system.Stack;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/**
 * Requests, by Kafka or by REST. Those by REST count from the answer on: 202 is a promise. Those by Kafka count once
 * they are on the topic, which the history shows.
 */
final class Wishes {
    /** What {@link Entry.Requested#about} of a request by REST begins with. */
    static final String BY_REST = "REST ";

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Kafka kafka;
    private final URI console;
    private final String authorization;
    private final HttpClient http = HttpClient.newHttpClient();
    private final History history;

    /** @param authorization what requests by REST show */
    private Wishes(Kafka kafka, URI console, String authorization, History history) {
        this.kafka = kafka;
        this.console = console;
        this.authorization = authorization;
        this.history = history;
    }

    /** Of this stack. */
    static Wishes of(Stack stack, History history) {
        return new Wishes(
                stack.kafka(), URI.create(stack.address("IMPRIMATUR_CONSOLE")), stack.authorization(), history);
    }

    /** By Kafka, with its own id. */
    void send(Topic topic, ObjectNode request) throws IOException {
        kafka.send(topic, null, EventJson.MAPPER.writeValueAsBytes(request));
    }

    /** By REST. A console that is away, or refuses, has promised nothing. */
    void post(String path, ObjectNode request) throws InterruptedException, IOException {
        byte[] body = EventJson.MAPPER.writeValueAsBytes(request);
        Instant at = Instant.now();
        try {
            HttpResponse<Void> answer = http.send(
                    HttpRequest.newBuilder(console.resolve(path))
                            .header("Content-Type", "application/json")
                            .header("Authorization", authorization)
                            .timeout(LIMIT)
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.discarding());
            answer.headers()
                    .firstValue("Location")
                    .filter(location -> answer.statusCode() == 202)
                    .map(location -> location.substring(location.lastIndexOf('/') + 1))
                    .ifPresent(id -> history.add(new Entry.Requested(at, id, BY_REST + request)));
        } catch (IOException e) {
            // Away. Should it have taken the request nevertheless, the topic will show it.
        }
    }
}

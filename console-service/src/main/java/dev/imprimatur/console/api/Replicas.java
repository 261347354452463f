package dev.imprimatur.console.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.events.EventJson;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.oci.http.WholeAnswer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The replicas of another service, each of which knows the same: the first one that answers is asked. Fields of a later
 * release are left aside.
 *
 * @param service its name
 * @param addresses where its replicas are
 * @param client asks them
 * @param peers knows how
 */
public record Replicas(String service, List<URI> addresses, HttpClient client, Peers peers) {
    private static final Duration PATIENCE_WITH_CONNECTIONS = Duration.ofSeconds(5);

    /** A client that gives up soon on a service that is away. */
    public static HttpClient hasty() {
        return HttpClient.newBuilder().connectTimeout(PATIENCE_WITH_CONNECTIONS).build();
    }

    /**
     * What it says.
     *
     * @throws ApiException if it does not answer, or not with 200
     */
    public <T> T get(String path, Duration patience, TypeReference<T> type) {
        return read(required(ask(path, patience, null)), type);
    }

    /** The same where it may know no such thing. */
    public <T> Optional<T> find(String path, Duration patience, TypeReference<T> type) {
        HttpResponse<String> answer = ask(path, patience, null);
        return answer.statusCode() == 404 ? Optional.empty() : Optional.of(read(required(answer), type));
    }

    /** What it says to a value. */
    public <T> T post(String path, Duration patience, Object value, TypeReference<T> type) {
        try {
            return read(required(ask(path, patience, EventJson.MAPPER.writeValueAsString(value))), type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is sent is JSON", e);
        }
    }

    private HttpResponse<String> ask(String path, Duration patience, String body) {
        ApiException trouble = unreachable("it is not configured");
        for (URI address : addresses) {
            HttpRequest.Builder request =
                    peers.request(address.resolve(path)).timeout(patience).header("Content-Type", "application/json");
            try {
                return WholeAnswer.of(
                        client,
                        (body == null ? request : request.POST(BodyPublishers.ofString(body))).build(),
                        BodyHandlers.ofString(StandardCharsets.UTF_8));
            } catch (IOException e) {
                trouble = unreachable(
                        "no answer from " + address + " (" + e.getClass().getSimpleName() + ")");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable("the console is stopping");
            }
        }
        throw trouble;
    }

    private String required(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw unreachable(ApiException.answered(answer.statusCode()));
        }
        return answer.body();
    }

    private <T> T read(String body, TypeReference<T> type) {
        try {
            return EventJson.MAPPER.readValue(body, type);
        } catch (JsonProcessingException e) {
            throw unreachable("its answer is not what was asked for");
        }
    }

    private ApiException unreachable(String why) {
        return ApiException.unreachable(
                "the " + service + " (imprimatur.console." + service + ") cannot be asked: " + why);
    }
}

package dev.imprimatur.console.deadletter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import dev.imprimatur.messaging.event.EventJson;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The dead letters of another service. Each of its replicas has all of them: the first one that answers is asked. */
record RemoteLetters(String service, List<URI> replicas, HttpClient client) implements LetterOwner {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** A hundred letters may be handled at once. */
    private static final Duration PATIENCE_WITH_DECISIONS = Duration.ofSeconds(60);

    private static final String PATH = "/api/dead-letters/own";

    @Override
    public List<Letter> list(LetterQuery query) {
        String parameters = "?limit=" + query.limit()
                + parameter("topic", query.topic())
                + parameter(
                        "state", query.state() == null ? null : query.state().name())
                + parameter("after", query.after());
        return read(required(ask(PATH + parameters, PATIENCE, null)), new TypeReference<>() {});
    }

    @Override
    public Optional<WholeLetter> whole(String id) {
        HttpResponse<String> answer = ask(PATH + "/" + encoded(id), PATIENCE, null);
        return answer.statusCode() == 404
                ? Optional.empty()
                : Optional.of(read(required(answer), new TypeReference<>() {}));
    }

    @Override
    public List<Outcome> decide(Act act, Decision decision) {
        String path = PATH + "/" + act.name().toLowerCase(Locale.ROOT);
        return read(required(ask(path, PATIENCE_WITH_DECISIONS, json(decision))), new TypeReference<>() {});
    }

    private HttpResponse<String> ask(String path, Duration patience, String body) {
        ApiException trouble = unreachable("it is not configured");
        for (URI replica : replicas) {
            HttpRequest.Builder request = HttpRequest.newBuilder(replica.resolve(path))
                    .timeout(patience)
                    .header("Content-Type", "application/json");
            try {
                return client.send(
                        (body == null ? request : request.POST(BodyPublishers.ofString(body))).build(),
                        BodyHandlers.ofString(StandardCharsets.UTF_8));
            } catch (IOException e) {
                trouble = unreachable(
                        "no answer from " + replica + " (" + e.getClass().getSimpleName() + ")");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw unreachable("the console is stopping");
            }
        }
        throw trouble;
    }

    private String required(HttpResponse<String> answer) {
        if (answer.statusCode() != 200) {
            throw unreachable("it answered with status " + answer.statusCode());
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

    private static String json(Decision decision) {
        try {
            return EventJson.MAPPER.writeValueAsString(decision);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a decision is ids and texts", e);
        }
    }

    private ApiException unreachable(String why) {
        return ApiException.unreachable("the " + service + " (imprimatur.console." + service
                + ") cannot be asked for its dead letters: " + why);
    }

    private static String parameter(String name, String value) {
        return value == null ? "" : "&" + name + "=" + encoded(value);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package dev.imprimatur.console.history;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.oci.http.WholeAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
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
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/** Asks the publisher, and passes its answer on. */
@ApplicationScoped
public class PublisherClient {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    /**
     * The publisher's answer.
     *
     * @param query parameters; those that are null are left out
     * @throws ApiException if it does not answer, or refuses
     */
    public RestResponse<String> ask(String method, String path, Map<String, String> query) throws InterruptedException {
        HttpRequest request = peers.request(publisher().resolve(path + text(query)))
                .timeout(PATIENCE)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .method(method, BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<String> answer =
                    WholeAnswer.of(client, request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() >= 400) {
                throw ApiException.passedOn("publisher", answer.statusCode(), answer.body());
            }
            return RestResponse.ResponseBuilder.<String>create(answer.statusCode())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(answer.body())
                    .build();
        } catch (IOException e) {
            throw ApiException.unreachable("the publisher at " + publisher()
                    + " (imprimatur.console.publisher) cannot be asked: no answer ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private URI publisher() {
        return config.publisher().getFirst();
    }

    private static String text(Map<String, String> query) {
        String text = query.entrySet().stream()
                .filter(parameter -> Objects.nonNull(parameter.getValue()))
                .map(parameter ->
                        parameter.getKey() + "=" + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        return text.isEmpty() ? "" : "?" + text;
    }
}

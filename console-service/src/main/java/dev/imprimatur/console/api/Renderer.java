package dev.imprimatur.console.api;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.oci.http.WholeAnswer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jboss.resteasy.reactive.RestResponse;

/** The renderer's REST, whose answers are passed on as they are. */
@ApplicationScoped
public class Renderer {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(60)).build();

    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    /** A request to a path of it. */
    public HttpRequest.Builder request(String path) {
        return peers.request(config.renderer().resolve(path));
    }

    /**
     * Passes on what it answers.
     *
     * @param request with a time-out of its own
     * @param what it is asked for, for the message
     * @throws ApiException if it does not answer, or refuses
     */
    public RestResponse<String> answer(HttpRequest request, String what) throws InterruptedException {
        try {
            HttpResponse<String> answer =
                    WholeAnswer.of(client, request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            if (answer.statusCode() >= 400) {
                throw ApiException.passedOn("renderer", answer.statusCode(), answer.body());
            }
            return RestResponse.ResponseBuilder.<String>create(answer.statusCode())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(answer.body())
                    .build();
        } catch (IOException e) {
            throw ApiException.unreachable("the renderer at " + config.renderer()
                    + " (imprimatur.console.renderer) cannot be asked for " + what + ": no answer ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}

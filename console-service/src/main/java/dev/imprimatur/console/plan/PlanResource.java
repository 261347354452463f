package dev.imprimatur.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Dry runs, answered by the renderer, who knows the catalogue. */
@Path("/api/plan")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PlanResource {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Inject
    ConsoleConfig config;

    @Inject
    ObjectMapper json;

    /** What a rebuild would do. */
    @POST
    @Operation(
            summary = "What a rebuild would do",
            description =
                    "images with reasons, an estimate of the time, and what would become of each tag; changes nothing")
    @APIResponse(responseCode = "404", description = "The selection picks no image")
    @APIResponse(responseCode = "422", description = "The catalogue has mistakes; the message has all of them")
    @APIResponse(responseCode = "502", description = "The renderer, or what it asks, does not answer")
    public RestResponse<String> plan(PlanOrder order) throws InterruptedException, JsonProcessingException {
        HttpRequest request = HttpRequest.newBuilder(config.renderer().resolve("/api/plan"))
                .timeout(PATIENCE)
                .header("Content-Type", MediaType.APPLICATION_JSON)
                .POST(BodyPublishers.ofString(
                        json.writeValueAsString(order == null ? new PlanOrder(null, null, null) : order.checked())))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
            return RestResponse.ResponseBuilder.<String>create(answer.statusCode())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(answer.body())
                    .build();
        } catch (IOException e) {
            throw ApiException.unreachable("the renderer at " + config.renderer()
                    + " (imprimatur.console.renderer) cannot be asked for a plan: no answer ("
                    + e.getClass().getSimpleName() + ")");
        }
    }
}

package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.messaging.event.RebuildId;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of each image of a rebuild, page by page, answered by the renderer, who has all of it. */
@Path("/api/rebuilds/{id}/images")
@Produces(MediaType.APPLICATION_JSON)
public class RebuildImagesResource {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    @Inject
    ConsoleConfig config;

    /** A page of the images, by name: those that come after one. */
    @GET
    @Operation(
            summary = "What became of each image of a rebuild",
            description = "by name; after=IMAGE continues. All of it, also where rebuild-completed is truncated")
    @APIResponse(responseCode = "404", description = "There is no such rebuild")
    @APIResponse(responseCode = "502", description = "The renderer does not answer")
    public RestResponse<String> images(
            String id,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("500") int limit)
            throws InterruptedException {
        URI page = config.renderer()
                .resolve("/api/rebuilds/" + checked(id) + "/images?limit=" + limit + "&after="
                        + URLEncoder.encode(after, StandardCharsets.UTF_8));
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(page).timeout(PATIENCE).build(),
                    BodyHandlers.ofString(StandardCharsets.UTF_8));
            return RestResponse.ResponseBuilder.<String>create(answer.statusCode())
                    .type(MediaType.APPLICATION_JSON)
                    .entity(answer.body())
                    .build();
        } catch (IOException e) {
            throw ApiException.unreachable("the renderer at " + config.renderer()
                    + " (imprimatur.console.renderer) cannot be asked for a rebuild's images: no answer ("
                    + e.getClass().getSimpleName() + ")");
        }
    }

    private static String checked(String id) {
        try {
            return new RebuildId(id).value();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("id", e.getMessage());
        }
    }
}

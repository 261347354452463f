package dev.imprimatur.console.rebuild;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Renderer;
import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.RebuildId;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of each image of a rebuild, page by page, answered by the renderer, who has all of it. */
@Path("/api/rebuilds/{id}/images")
@Produces(MediaType.APPLICATION_JSON)
public class RebuildImagesResource {
    /**
     * What became of an image of a rebuild, or where it is, as the renderer describes it.
     *
     * @param image which
     * @param state {@code waiting}, {@code rendered}, {@code published}, {@code unchanged} or {@code failed}
     * @param digest what was published or stayed, or null
     * @param tags the tags' full references, or null
     * @param stage where it failed, or null
     * @param failure why, or null
     * @param waitingFor the sick place that its rendering waits for, or null
     */
    record ImageEnd(
            String image,
            String state,
            String digest,
            List<String> tags,
            String stage,
            FailureReport failure,
            String waitingFor) {}

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    Renderer renderer;

    /** A page of the images, by name: those that come after one. */
    @GET
    @Operation(
            summary = "What became of each image of a rebuild",
            description = "by name; after=IMAGE continues. All of it, also where rebuild-completed is truncated")
    @APIResponseSchema(value = ImageEnd[].class, responseCode = "200", responseDescription = "A page of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "There is no such rebuild")
    @APIResponse(responseCode = "502", description = "The renderer does not answer")
    public RestResponse<String> images(
            String id,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("500") int limit)
            throws InterruptedException {
        HttpRequest page = renderer.request("/api/rebuilds/" + checked(id) + "/images?limit=" + limit + "&after="
                        + URLEncoder.encode(after, StandardCharsets.UTF_8))
                .timeout(PATIENCE)
                .build();
        return renderer.answer(page, "a rebuild's images");
    }

    private static String checked(String id) {
        try {
            return new RebuildId(id).value();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("id", e.getMessage());
        }
    }
}

package dev.imprimatur.console.history;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** The published tags. */
@Path("/api/tags")
@Produces(MediaType.APPLICATION_JSON)
public class TagsResource {
    @Inject
    PublisherClient publisher;

    /**
     * A published tag, as the publisher describes it.
     *
     * @param reference its full reference
     * @param digest what it points to
     * @param image the image of the catalogue that holds it
     * @param rebuildId the rebuild that set it last
     * @param since since when it points to this digest
     */
    record PublishedTag(String reference, String digest, String image, String rebuildId, Instant since) {}

    /** Those of a repository, or all. */
    @GET
    @Operation(
            summary = "Published tags, by name",
            description = "Those of the repository `repository`, without its registry, or all")
    @APIResponseSchema(value = PublishedTag[].class, responseCode = "200", responseDescription = "The tags")
    @APIResponse(responseCode = "400", description = "It is no repository")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> tags(@QueryParam("repository") String repository) throws InterruptedException {
        Map<String, String> query = new HashMap<>();
        query.put("repository", repository);
        return publisher.ask("GET", "/api/tags", query);
    }
}

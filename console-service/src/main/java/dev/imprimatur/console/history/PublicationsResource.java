package dev.imprimatur.console.history;

import dev.imprimatur.events.FailureReport;
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
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Publications and how far they are. */
@Path("/api/publications")
@Produces(MediaType.APPLICATION_JSON)
public class PublicationsResource {
    @Inject
    PublisherClient publisher;

    /**
     * A publication, as the publisher describes it.
     *
     * @param rebuildId the rebuild
     * @param image the image
     * @param digest what is to be published, or is
     * @param unchanged whether that was published before, since the rebuild changed nothing
     * @param state how far it is: open, restoring, tagged, published, failed or rejected
     * @param attempts how often it was tried; what a sick place or the stop of a publisher ended does not count
     * @param failure why it was not published, or null
     * @param receivedAt when the verdict came
     * @param finishedAt when it ended, or null
     * @param waitingFor the sick place that it waits for, or null
     */
    record Publication(
            String rebuildId,
            String image,
            String digest,
            boolean unchanged,
            String state,
            long attempts,
            @Schema(nullable = true) FailureReport failure,
            Instant receivedAt,
            @Schema(nullable = true) Instant finishedAt,
            @Schema(nullable = true) String waitingFor) {}

    /** Those of a rebuild, or the latest ones. */
    @GET
    @Operation(
            summary = "Publications and how far they are",
            description = "All of the rebuild `rebuild`, by image; without it the latest 200")
    @APIResponseSchema(value = Publication[].class, responseCode = "200", responseDescription = "The publications")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> publications(@QueryParam("rebuild") String rebuild) throws InterruptedException {
        Map<String, String> query = new HashMap<>();
        query.put("rebuild", rebuild);
        return publisher.ask("GET", "/api/publications", query);
    }
}

package dev.imprimatur.console.history;

import dev.imprimatur.events.FailureReport;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** What further registries lack. */
@Path("/api/mirrors")
@Produces(MediaType.APPLICATION_JSON)
public class MirrorsResource {
    /**
     * A mirror, as the publisher describes it.
     *
     * @param registry its host and port
     * @param waiting how many publications it lacks
     * @param since since when it lacks the oldest of them, or null
     * @param failure why it does not do its part at present, or null
     * @param images what it lacks, the oldest first, at most 200
     */
    record Mirror(
            String registry,
            long waiting,
            @Schema(nullable = true) Instant since,
            @Schema(nullable = true) FailureReport failure,
            List<Missing> images) {}

    /**
     * What a mirror lacks.
     *
     * @param image the image of the catalogue
     * @param publication the publication, {@code rebuild/family/version/variant}
     * @param since when it was to be there
     * @param attempts how often it was tried
     * @param failure why the last try failed, or null
     */
    record Missing(
            String image,
            String publication,
            Instant since,
            int attempts,
            @Schema(nullable = true) FailureReport failure) {}

    @Inject
    PublisherClient publisher;

    /** Every mirror that the publisher has. */
    @GET
    @Operation(summary = "Mirrors: which images each of them lacks as yet, since when, and why")
    @APIResponseSchema(value = Mirror[].class, responseCode = "200", responseDescription = "Each of them")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> mirrors() throws InterruptedException {
        return publisher.ask("GET", "/api/mirrors", Map.of());
    }
}

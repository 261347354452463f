package dev.imprimatur.console.history;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Published tags that another program moved or deleted. */
@Path("/api/drift")
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {
    /**
     * A tag that differs, as the publisher describes it.
     *
     * @param reference its full reference
     * @param expected the digest that it was published as
     * @param found the digest that it has, or null if it is missing
     * @param seenAt when that was first seen
     */
    record Moved(
            String reference,
            String expected,
            @Schema(nullable = true) String found,
            Instant seenAt) {}

    @Inject
    PublisherClient publisher;

    /** What differed when the publisher last read its tags back. */
    @GET
    @Operation(
            summary = "Tags that another program moved or deleted",
            description = "As the publisher last read them back: what each was published as, what it is, since when")
    @APIResponseSchema(value = Moved[].class, responseCode = "200", responseDescription = "All of them")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> drift() throws InterruptedException {
        return publisher.ask("GET", "/api/drift", Map.of());
    }
}

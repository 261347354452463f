package dev.imprimatur.console.history;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Verdicts that the publisher did not believe. */
@Path("/api/refusals")
@Produces(MediaType.APPLICATION_JSON)
public class RefusalsResource {
    @Inject
    PublisherClient publisher;

    /**
     * A verdict that was not believed, as the publisher describes it.
     *
     * @param id a hash of the event that came
     * @param eventId what the event said it is
     * @param rebuildId the rebuild that it named
     * @param image the image that it named
     * @param digest the digest that it named
     * @param kind why it was refused, in kebab case
     * @param message why it was refused, for people
     * @param refusedAt when
     */
    record Refusal(
            String id,
            String eventId,
            String rebuildId,
            String image,
            String digest,
            String kind,
            String message,
            Instant refusedAt) {}

    /** The latest ones. */
    @GET
    @Operation(summary = "Verdicts that were not believed, the latest 200, newest first")
    @APIResponseSchema(value = Refusal[].class, responseCode = "200", responseDescription = "The refusals")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> refusals() throws InterruptedException {
        return publisher.ask("GET", "/api/refusals", Map.of());
    }
}

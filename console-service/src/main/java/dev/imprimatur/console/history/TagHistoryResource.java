package dev.imprimatur.console.history;

import dev.imprimatur.console.answer.Period;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Which digest each tag had, from when to when. */
@Path("/api/tags/history")
@Produces(MediaType.APPLICATION_JSON)
public class TagHistoryResource {
    @Inject
    PublisherClient publisher;

    /** The periods of what the reference names, newest first. */
    @GET
    @Operation(
            summary = "Which digest each tag had, from when to when",
            description = "`reference` is a tag with or without its registry, a digest, or family/version/variant;"
                    + " kept even when tag and image are gone")
    @APIResponseSchema(value = Period[].class, responseCode = "200", responseDescription = "The periods")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "No such tag was ever set")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> history(@QueryParam("reference") String reference) throws InterruptedException {
        Map<String, String> query = new HashMap<>();
        query.put("reference", reference);
        return publisher.ask("GET", "/api/tags/history", query);
    }
}

package dev.imprimatur.console.history;

import dev.imprimatur.console.answer.Mirror;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** What further registries lack. */
@Path("/api/mirrors")
@Produces(MediaType.APPLICATION_JSON)
public class MirrorsResource {
    @Inject
    PublisherClient publisher;

    /** Every mirror that the publisher has. */
    @GET
    @Operation(summary = "Mirrors: which images each of them still lacks, since when, and why")
    @APIResponseSchema(value = Mirror[].class, responseCode = "200", responseDescription = "Each of them")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> mirrors() throws InterruptedException {
        return publisher.ask("GET", "/api/mirrors", Map.of());
    }
}

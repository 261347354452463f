package dev.imprimatur.console.history;

import dev.imprimatur.console.answer.Moved;
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

/** Published tags that another program moved or deleted. */
@Path("/api/drift")
@Produces(MediaType.APPLICATION_JSON)
public class DriftResource {
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

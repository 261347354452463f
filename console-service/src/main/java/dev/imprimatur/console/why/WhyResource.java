package dev.imprimatur.console.why;

import dev.imprimatur.console.api.ApiException;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Why an image is what it is. */
@Path("/api/why")
@Produces(MediaType.APPLICATION_JSON)
public class WhyResource {

    /** Everything that is known of what the reference names. */
    @GET
    @Transactional
    @Operation(
            summary = "Everything that is known of an image",
            description = "`reference` is a tag with or without its registry, a digest, or family/version/variant")
    @APIResponse(responseCode = "200", description = "Its story")
    @APIResponse(responseCode = "400", description = "It names nothing")
    @APIResponse(responseCode = "404", description = "No rebuild made such an image")
    public Story why(@QueryParam("reference") String reference) {
        if (reference == null || reference.isBlank()) {
            throw ApiException.invalid("reference", "expected a tag, a digest, or family/version/variant");
        }
        return new Reference(reference)
                .find()
                .map(Story::of)
                .orElseThrow(() -> ApiException.notFound(
                        "no rebuild made '" + reference + "'; GET /api/images lists what is published"));
    }
}

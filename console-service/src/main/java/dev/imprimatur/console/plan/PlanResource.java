package dev.imprimatur.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.answer.Plan;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.jboss.resteasy.reactive.RestResponse;

/** Dry runs, answered by the renderer, who knows the catalogue. */
@Path("/api/plan")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class PlanResource {
    @Inject
    Plans plans;

    /** What a rebuild would do. */
    @POST
    @Needs(Scope.READ)
    // As for all that looks, it is configured whether it needs one.
    @SecurityRequirements
    @Operation(
            summary = "What a rebuild would do",
            description =
                    "images with reasons, an estimate of the time, and what would become of each tag; changes nothing")
    @APIResponseSchema(value = Plan.class, responseCode = "200", responseDescription = "What it would do")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "The selection picks no image")
    @APIResponse(responseCode = "422", description = "The catalogue has mistakes; the message has all of them")
    @APIResponse(responseCode = "502", description = "The renderer, or what it asks, does not answer")
    public RestResponse<String> plan(PlanOrder order) throws InterruptedException, JsonProcessingException {
        return plans.ask(order == null ? new PlanOrder(null, null, null) : order);
    }
}

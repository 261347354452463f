package dev.imprimatur.console.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
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
    /**
     * What a rebuild would do, as the renderer describes it.
     *
     * @param revision the catalogue's revision
     * @param notices what the catalogue's owner should know
     * @param count how many images it builds
     * @param estimatedSeconds how long it takes, going by earlier rebuilds; null if there were none
     * @param images the images, bases first
     * @param tags what becomes of each tag
     * @param changes how many tags there are of each kind of change
     * @param refused why the rebuild would be refused, or null
     */
    record Plan(
            String revision,
            List<String> notices,
            int count,
            Long estimatedSeconds,
            List<Planned> images,
            List<TagChange> tags,
            Map<String, Long> changes,
            String refused) {}

    /**
     * An image that is built.
     *
     * @param image which
     * @param why why
     * @param tags the tags that it gets
     */
    record Planned(String image, List<Reason> why, List<String> tags) {}

    /**
     * Why an image is built.
     *
     * @param kind all, selected, needed (as a base that was never published), or a kind of staleness
     * @param detail what exactly, or null
     */
    record Reason(String kind, String detail) {}

    /**
     * What becomes of a tag.
     *
     * @param tag the tag
     * @param kind new, moved, backward, takeover, vanished or unchanged
     * @param from the image that it names now, or null
     * @param to the image that it is to name, or null
     * @param needs what a request has to allow for it, or null if nothing
     */
    record TagChange(String tag, String kind, String from, String to, String needs) {}

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

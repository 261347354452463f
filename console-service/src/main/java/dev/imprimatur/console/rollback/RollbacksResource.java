package dev.imprimatur.console.rollback;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Conditions;
import dev.imprimatur.console.api.Pages;
import dev.imprimatur.console.replay.Remade;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Rollbacks: asking for one, and following it. */
@Path("/api/rollbacks")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RollbacksResource {
    private static final int MOST = 1000;

    @Inject
    RollbackDesk desk;

    @Context
    UriInfo request;

    /** Asks for a rollback. */
    @POST
    @Needs(Scope.ROLLBACK)
    @Transactional
    @Operation(
            summary = "Ask for a rollback",
            description =
                    "All tags of the image go back to an earlier revision, and what they left is blocked. One that is"
                            + " sent again with the same `id` is not asked for twice")
    @APIResponseSchema(
            value = RollbackView.class,
            responseCode = "202",
            responseDescription = "It is requested; the answer names it")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(responseCode = "409", description = "Another rollback has this id")
    public RestResponse<RollbackView> request(RollbackOrder order) {
        if (order == null) {
            throw ApiException.invalid("body", "expected a JSON object such as {\"reference\":\"node:22\"}");
        }
        Rollback rollback = desk.request(order);
        return RestResponse.ResponseBuilder.<RollbackView>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/rollbacks/" + rollback.id))
                .entity(RollbackView.of(rollback))
                .build();
    }

    /** The rollbacks, newest first. */
    @GET
    @Transactional
    @Operation(
            summary = "Rollbacks, newest first",
            description =
                    "`state` is one of its states, `by` who asked, `image` which went back. `page` counts from 0; the header Link"
                            + " has the address of the next one")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public RestResponse<List<RollbackView>> rollbacks(
            @QueryParam("state") String state,
            @QueryParam("by") String by,
            @QueryParam("image") String image,
            @QueryParam("limit") @DefaultValue("200") int limit,
            @QueryParam("page") @DefaultValue("0") int page) {
        Pages.check(page, limit, MOST);
        Conditions conditions = new Conditions()
                .with("state", Conditions.named("state", state, RollbackState.values()))
                .with("requestedBy", by)
                .with("image", image);
        List<Rollback> found = Rollback.<Rollback>find(
                        conditions.orderedBy("requestedAt desc nulls first, id"), conditions.values())
                .range(page * limit, page * limit + limit)
                .list();
        return Pages.answer(
                found.stream().limit(limit).map(RollbackView::of).toList(),
                request,
                "page",
                found.size() > limit ? page + 1 : null);
    }

    /** One rollback. */
    @GET
    @Path("{id}")
    @Transactional
    @Operation(summary = "One rollback")
    @APIResponse(responseCode = "200", description = "How it stands")
    @APIResponse(responseCode = "404", description = "There is no such rollback")
    public RollbackView rollback(String id) {
        return RollbackView.of(Remade.found(() -> Rollback.required(id)));
    }
}

package dev.imprimatur.console.rebuild;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Conditions;
import dev.imprimatur.console.api.Pages;
import dev.imprimatur.console.plan.Plans;
import dev.imprimatur.console.replay.Remade;
import dev.imprimatur.console.run.ImageRuns;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.events.RebuildId;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Rebuilds: asking for one, and following them. */
@Path("/api/rebuilds")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class RebuildsResource {
    private static final int LARGEST_LIMIT = 1000;

    @Inject
    TimeLeft left;

    @Inject
    RebuildDesk desk;

    @Inject
    Plans plans;

    @Inject
    EntityManager entities;

    @Context
    UriInfo request;

    /** Asks for a rebuild. */
    @POST
    @Needs(Scope.REBUILD)
    @Operation(
            summary = "Ask for a rebuild",
            description = "One that is sent again with the same `id` is not asked for twice")
    @APIResponseSchema(
            value = RebuildView.class,
            responseCode = "202",
            responseDescription = "It is requested; the answer names it")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(
            responseCode = "404",
            description =
                    "The selection picks no image, as the renderer says; one that does not answer is not waited for")
    @APIResponse(responseCode = "409", description = "Another rebuild has this id")
    public RestResponse<RebuildView> request(RebuildOrder order) throws InterruptedException, JsonProcessingException {
        if (order == null) {
            throw ApiException.invalid("body", "expected a JSON object such as {\"type\":\"rebuild-all\"}");
        }
        order.check();
        if (order.selects() && !desk.knows(order)) {
            plans.requireImages(order.select());
        }
        Rebuild rebuild = desk.request(order);
        return RestResponse.ResponseBuilder.<RebuildView>create(RestResponse.Status.ACCEPTED)
                .location(URI.create("/api/rebuilds/" + rebuild.id))
                .entity(RebuildView.of(rebuild, counts(List.of(rebuild)).getOrDefault(rebuild.id, Map.of())))
                .build();
    }

    /** Cancels a rebuild. */
    @POST
    @Path("{id}/cancel")
    @Needs(Scope.REBUILD)
    @Transactional
    @Operation(summary = "Cancel a rebuild")
    @APIResponseSchema(
            value = RebuildView.class,
            responseCode = "202",
            responseDescription = "It is going to end; images whose tags are being set are finished")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "There is no such rebuild")
    @APIResponse(responseCode = "409", description = "It has ended already")
    public RestResponse<RebuildView> cancel(String id, CancelOrder order) {
        Rebuild rebuild = desk.cancel(id, order == null ? new CancelOrder(null, null) : order);
        return RestResponse.accepted(RebuildView.of(rebuild, ImageRuns.of(new RebuildId(id))));
    }

    /** The rebuilds, newest first; last those of which no request is on record, which may come late. */
    @GET
    @Transactional
    @Operation(
            summary = "Rebuilds, newest first",
            description =
                    "`state` is one of its states, `by` who asked. `page` counts from 0; the header Link has the address of the"
                            + " next one")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public RestResponse<List<RebuildView>> rebuilds(
            @QueryParam("state") String state,
            @QueryParam("by") String by,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("page") @DefaultValue("0") int page) {
        Pages.check(page, limit, LARGEST_LIMIT);
        Conditions conditions = new Conditions(Rebuild.KNOWN)
                .with("state", Conditions.named("state", state, RebuildState.values()))
                .with("requestedBy", by);
        List<Rebuild> found = Rebuild.<Rebuild>find(
                        conditions.orderedBy("requestedAt desc nulls last, id"), conditions.values())
                .range(page * limit, page * limit + limit)
                .list();
        List<Rebuild> rebuilds = found.subList(0, Math.min(limit, found.size()));
        Map<String, Map<RunState, Long>> counts = counts(rebuilds);
        return Pages.answer(
                rebuilds.stream()
                        .map(rebuild -> RebuildView.of(rebuild, counts.getOrDefault(rebuild.id, Map.of())))
                        .toList(),
                request,
                "page",
                found.size() > limit ? page + 1 : null);
    }

    /** One rebuild with its images. */
    @GET
    @Path("{id}")
    @Transactional
    @Operation(summary = "One rebuild with its images and their stages")
    @APIResponse(responseCode = "200", description = "How it stands")
    @APIResponse(responseCode = "404", description = "There is no such rebuild")
    public RebuildView rebuild(String id) {
        Rebuild rebuild = Remade.found(() -> Rebuild.required(id));
        return RebuildView.of(rebuild, ImageRuns.of(new RebuildId(id))).withTimeLeft(left, rebuild);
    }

    private Map<String, Map<RunState, Long>> counts(List<Rebuild> rebuilds) {
        Map<String, Map<RunState, Long>> counts = new HashMap<>();
        entities.createQuery(
                        "select rebuildId, stage, count(*) from ImageRun where rebuildId in :ids group by rebuildId, stage",
                        Object[].class)
                .setParameter(
                        "ids", rebuilds.stream().map(rebuild -> rebuild.id).toList())
                .getResultStream()
                .forEach(row -> counts.computeIfAbsent((String) row[0], id -> new HashMap<>())
                        .put((RunState) row[1], (Long) row[2]));
        return counts;
    }
}

package dev.imprimatur.console.queue;

import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What waits, where and why. */
@Path("/api/queue")
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {
    private static final int MOST = 500;

    @Inject
    Queue queue;

    /** A part of what waits, in the order in which it is taken. */
    @GET
    @Operation(
            summary = "What waits in which stage, in the queue's own order, and why",
            description = "`stage` is publish, test, build, render, plan or base; `after` is `next` of the page before."
                    + " A queue moves between two pages")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public Queue.Page queue(
            @QueryParam("stage") String stage,
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > MOST) {
            throw ApiException.invalid("limit", "expected 1 to " + MOST + ", not " + limit);
        }
        return queue.page(stage, after, limit);
    }
}

package dev.imprimatur.messaging.work;

import dev.imprimatur.messaging.rest.BadRequests;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;

/** What waits in this one service. The console has what waits in all. */
@Path("/api/queue/own")
@Produces(MediaType.APPLICATION_JSON)
public class OwnQueueResource {
    private static final int MOST = 500;

    @Inject
    QueueView queue;

    /** A part of what waits of a kind, in the order in which it is taken. */
    @GET
    @Path("{kind}")
    public QueueView.Part part(
            @PathParam("kind") String kind,
            @QueryParam("first") @DefaultValue("0") long first,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (first < 0 || limit < 1 || limit > MOST) {
            throw BadRequests.refused("limit: expected 1 to " + MOST + ", and first from 0");
        }
        return BadRequests.checked(() -> queue.of(kind, first, limit));
    }
}

package dev.imprimatur.builder.log;

import dev.imprimatur.messaging.log.LogStore;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Serves the logs that the builder's events name. */
@Path("/api/logs")
public class LogResource {
    private static final String TEXT = MediaType.TEXT_PLAIN + ";charset=utf-8";

    @Inject
    LogStore logs;

    /** The log with this id as far as it goes, or 404. That of a build in hand grows every few seconds. */
    @GET
    @Path("/{id}")
    @Produces(TEXT)
    @Blocking
    public Response log(@PathParam("id") String id) {
        return logs.text(id)
                .map(text -> Response.ok(text, TEXT).build())
                .orElseGet(() -> Response.status(Response.Status.NOT_FOUND)
                        .entity("the builder keeps no log '" + id + "'; events name logs in the field log.id\n")
                        .type(TEXT)
                        .build());
    }
}

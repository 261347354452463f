package dev.imprimatur.console.log;

import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Logs, from the service that keeps each. */
@Path("/api/logs/{id}")
public class LogsResource {
    @Inject
    LogKeepers keepers;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    /** The log with this id, as far as it goes. */
    @GET
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @Operation(
            summary = "A log as text",
            description = "`attempt` picks one attempt's part, `timestamps` puts the time before each line")
    @APIResponse(responseCode = "404", description = "Nobody keeps such a log")
    @APIResponse(responseCode = "410", description = "It was removed for its age")
    @APIResponse(responseCode = "502", description = "The service that would keep it does not answer")
    public InputStream log(
            @PathParam("id") String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("timestamps") @DefaultValue("false") boolean timestamps) {
        return keepers.open(id, "?timestamps=" + timestamps + of(attempt));
    }

    /** The log's next records. */
    @GET
    @Path("records")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "The next records of a log, as they are stored",
            description = "16 at most, after the one with the number `after`; `content` is gzip in base64")
    public InputStream records(@PathParam("id") String id, @QueryParam("after") @DefaultValue("0") int after) {
        return keepers.open(id, "/records?after=" + after);
    }

    /** The log while it grows. */
    @GET
    @Path("follow")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "A log as server-sent events",
            description = "`log` for each record, `end` when nothing more will come; goes on after `Last-Event-ID`")
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("after") @DefaultValue("0") int after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Integer lastEventId,
            @Context Sse sse) {
        int from = lastEventId == null ? after : lastEventId;
        RelayedEvents events = new RelayedEvents(keepers.open(id, "/follow?after=" + from + of(attempt)), sse);
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(events::next).runSubscriptionOn(threads))
                .whilst(Optional::isPresent)
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .onTermination()
                .invoke(events::close);
    }

    private static String of(Integer attempt) {
        return attempt == null ? "" : "&attempt=" + attempt;
    }
}

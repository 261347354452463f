package dev.imprimatur.console.log;

import dev.imprimatur.console.api.ApiException;
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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Logs, from the service that keeps each. */
@Path("/api/logs/{id}")
public class LogsResource {
    private static final int MOST_LINES = 3000;
    private static final int LONGEST_TEXT = 256;

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
    @APIResponse(responseCode = "404", description = "No service keeps such a log")
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

    /** Some lines of the log. */
    @GET
    @Path("lines")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Some lines of a log by their numbers, or those that hold a text",
            description =
                    "Numbers count through all attempts. `q` looks for a text in whatever case, and `hits` says in how"
                            + " many lines of the whole log it is; `next` is `from` for the rest")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public InputStream lines(
            @PathParam("id") String id,
            @QueryParam("from") @DefaultValue("1") long from,
            @QueryParam("count") @DefaultValue("500") int count,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("q") String text) {
        if (from < 1) {
            throw ApiException.invalid("from", "lines have numbers from 1");
        }
        if (count < 1 || count > MOST_LINES) {
            throw ApiException.invalid("count", "expected 1 to " + MOST_LINES + ", not " + count);
        }
        if (text != null && text.length() > LONGEST_TEXT) {
            throw ApiException.invalid("q", "has more than " + LONGEST_TEXT + " characters");
        }
        String search = text == null ? "" : "&q=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
        return keepers.open(id, "/lines?from=" + from + "&count=" + count + of(attempt) + search);
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

package dev.imprimatur.console.log;

import dev.imprimatur.console.access.Visitor;
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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;

/** Logs, from the service that keeps each. */
@Path("/api/logs/{id}")
public class LogsResource {
    /**
     * A piece of a log, as the service that keeps it has it stored.
     *
     * @param seq its number in the log, counted from 1
     * @param attempt the attempt that wrote it
     * @param keptAt when it was stored
     * @param previous the digest of the record before
     * @param digest its own
     * @param content lines in UTF-8, each with its time in front, compressed by gzip, in base64
     */
    record Piece(int seq, int attempt, Instant keptAt, String previous, String digest, String content) {}

    /**
     * Some lines of a log.
     *
     * @param total how many lines the log has by now
     * @param attempts which of them each attempt printed
     * @param lines those that were asked for
     * @param hits how many lines hold the text, or null if none was looked for
     * @param next the number of the line with which the rest begins, or null if there is none
     */
    record Window(
            long total,
            List<Lines> attempts,
            List<Line> lines,
            @Schema(nullable = true) Long hits,
            @Schema(nullable = true) Long next) {}

    /**
     * A line.
     *
     * @param number its number, which counts through all attempts, from 1
     * @param attempt the attempt that printed it
     * @param time when it came
     * @param text what it says; the beginning of it, if it is very long
     */
    record Line(long number, int attempt, String time, String text) {}

    /**
     * Which lines an attempt printed.
     *
     * @param attempt the attempt
     * @param first the number of its first line
     * @param last the number of its last line
     */
    record Lines(int attempt, long first, long last) {}

    private static final int MOST_LINES = 3000;
    private static final int LONGEST_TEXT = 256;

    @Inject
    LogKeepers keepers;

    @Inject
    Visitor visitor;

    @Inject
    Clock clock;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    /** The log with this id, as far as it goes. */
    @GET
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    @Operation(
            summary = "A log as text",
            description = "`attempt` picks one attempt's part, `timestamps` puts the time before each line")
    @APIResponseSchema(value = String.class, responseCode = "200", responseDescription = "The text")
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
    @APIResponseSchema(
            value = Piece[].class,
            responseCode = "200",
            responseDescription = "The records; none if there are no more")
    @APIResponse(responseCode = "404", description = "No service keeps such a log")
    @APIResponse(responseCode = "410", description = "It was removed for its age")
    @APIResponse(responseCode = "502", description = "The service that would keep it does not answer")
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
    @APIResponseSchema(value = Window.class, responseCode = "200", responseDescription = "The lines")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    @APIResponse(responseCode = "404", description = "No service keeps such a log")
    @APIResponse(responseCode = "410", description = "It was removed for its age")
    @APIResponse(responseCode = "502", description = "The service that would keep it does not answer")
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

    /** The log while it grows, as long as the session or token counts that it was asked for with. */
    @GET
    @Path("follow")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(
            summary = "A log as server-sent events",
            description = "`log` for each record, `end` when nothing more will come; goes on after `Last-Event-ID`")
    @APIResponseSchema(value = String.class, responseCode = "200", responseDescription = "The events")
    @APIResponse(responseCode = "404", description = "No service keeps such a log")
    @APIResponse(responseCode = "410", description = "It was removed for its age")
    @APIResponse(responseCode = "502", description = "The service that would keep it does not answer")
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("after") @DefaultValue("0") int after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Integer lastEventId,
            @Context Sse sse) {
        int from = lastEventId == null ? after : lastEventId;
        RelayedEvents events = new RelayedEvents(
                keepers.open(id, "/follow?after=" + from + of(attempt)), visitor.allowed(), clock, sse);
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

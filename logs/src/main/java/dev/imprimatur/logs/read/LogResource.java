package dev.imprimatur.logs.read;

import dev.imprimatur.logs.store.LineIndex;
import dev.imprimatur.logs.store.LogRecord;
import dev.imprimatur.logs.store.LogStore;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
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
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Serves the logs that this service's events name, also while they grow. */
@Path("/api/logs/{id}")
public class LogResource {
    private static final String TEXT = MediaType.TEXT_PLAIN + ";charset=utf-8";
    private static final int RECORDS = 16;
    private static final int MOST_LINES = 3000;
    private static final int LONGEST_TEXT = 256;

    @Inject
    LogStore store;

    @Inject
    LineIndex index;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    @ConfigProperty(name = "quarkus.application.name")
    String service;

    /** The log as far as it goes: all of it, or one attempt's part; with or without the time before each line. */
    @GET
    @Produces(TEXT)
    @RunOnVirtualThread
    public Response text(
            @PathParam("id") String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("timestamps") @DefaultValue("false") boolean timestamps) {
        requireLog(id);
        StreamingOutput text = new LogText(store, id, attempt, timestamps)::writeTo;
        return Response.ok(text, TEXT).build();
    }

    /**
     * The log as server-sent events: {@code log} for each record, whose id is its number, and {@code end} once nothing
     * more will come. It goes on after the record of {@code Last-Event-ID}, else of {@code after}.
     */
    @GET
    @Path("follow")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    public Multi<OutboundSseEvent> follow(
            @PathParam("id") String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("after") @DefaultValue("0") int after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) Integer lastEventId,
            @Context Sse sse) {
        requireLog(id);
        LogEvents events = new LogEvents(store, id, attempt, lastEventId == null ? after : lastEventId, sse);
        // The next ones are read once the reader has taken these, so a slow reader costs no memory.
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(events::next).runSubscriptionOn(threads))
                .whilst(next -> !next.last())
                .onItem()
                .transformToMultiAndConcatenate(next -> Multi.createFrom().iterable(next.events()));
    }

    /** The next sixteen records as they lie in the store, for readers who check the chain of their digests. */
    @GET
    @Path("records")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public List<LogRecord> records(@PathParam("id") String id, @QueryParam("after") @DefaultValue("0") int after) {
        requireLog(id);
        return store.records(id, after, null, RECORDS);
    }

    /**
     * Some lines by their numbers, which count through all attempts, or those that hold a text.
     *
     * @param from the first line that is asked for
     * @param count how many at most
     * @param attempt only those of this attempt, or null
     * @param text only those that hold this, in whatever case, or null
     */
    @GET
    @Path("lines")
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public LogWindow lines(
            @PathParam("id") String id,
            @QueryParam("from") @DefaultValue("1") long from,
            @QueryParam("count") @DefaultValue("500") int count,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("q") String text) {
        requireLog(id);
        require(from >= 1, "from: lines have numbers from 1");
        require(count >= 1 && count <= MOST_LINES, "count: expected 1 to " + MOST_LINES);
        require(text == null || text.length() <= LONGEST_TEXT, "q: has more than " + LONGEST_TEXT + " characters");
        LogLines lines = new LogLines(store, index, id, attempt);
        return text == null || text.isEmpty() ? lines.window(from, count) : lines.search(text, from, count);
    }

    private static void require(boolean right, String otherwise) {
        if (!right) {
            throw refusal(Response.Status.BAD_REQUEST, otherwise);
        }
    }

    private void requireLog(String id) {
        if (store.state(id).isEmpty() && store.earlierText(id).isEmpty()) {
            throw store.expired(id)
                    .map(expired -> refusal(
                            Response.Status.GONE,
                            "log '" + id + "' ended at " + expired.endedAt() + " and was removed for its age at "
                                    + expired.expiredAt() + " (imprimatur.retention.logs of the " + service + ")"))
                    .orElseGet(() -> refusal(
                            Response.Status.NOT_FOUND,
                            "the " + service + " keeps no log '" + id + "'; events name logs in the field log.id"));
        }
    }

    private static WebApplicationException refusal(Response.Status status, String message) {
        return new WebApplicationException(
                Response.status(status).entity(message + "\n").type(TEXT).build());
    }
}

package dev.imprimatur.console.page.live;

import dev.imprimatur.console.access.Visitor;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.page.frame.LagMeter;
import dev.imprimatur.console.page.frame.Position;
import dev.imprimatur.console.page.frame.Positions;
import dev.imprimatur.console.timeline.Interest;
import dev.imprimatur.console.timeline.Timeline;
import io.quarkus.virtual.threads.VirtualThreads;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The stream of an open page. */
@Path("/live")
public class LiveResource {
    /** Each open page costs a thread that waits, and a look into the database now and then. */
    private static final int MOST = 300;

    private final Semaphore places = new Semaphore(MOST);

    @Inject
    Timeline timeline;

    @Inject
    Positions positions;

    @Inject
    LagMeter lag;

    @Inject
    Stopping stopping;

    @Inject
    Visitor visitor;

    @Inject
    Clock clock;

    @Inject
    @VirtualThreads
    ExecutorService threads;

    /**
     * Notifies when something changed that the page shows: {@code changed}; {@code refetch} where it is not known what
     * changed since the position that is given, or the read model was made again; {@code beat} every five seconds;
     * {@code bye} when the service stops. A stream ends with {@code refetch} within five seconds after the session of
     * its browser ended.
     */
    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Blocking
    @Operation(hidden = true)
    public Multi<OutboundSseEvent> live(
            @QueryParam("view") String view,
            @QueryParam("id") String id,
            @QueryParam("after") String after,
            @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String lastEventId,
            @Context Sse sse) {
        Interest interest = interest(view, id);
        Optional<Position> asked = Position.parse(lastEventId).or(() -> Position.parse(after));
        LiveSources sources = new LiveSources(timeline, positions, lag, stopping, clock);
        LiveStream stream = new LiveStream(sources, interest, visitor.unchanged(), sse, asked);
        if (!places.tryAcquire()) {
            throw ApiException.busy(MOST + " pages are open already; this one asks again");
        }
        return Multi.createBy()
                .repeating()
                .uni(() -> Uni.createFrom().item(() -> next(stream)).runSubscriptionOn(threads))
                .whilst(Optional::isPresent)
                .select()
                .where(Optional::isPresent)
                .map(Optional::get)
                .onTermination()
                .invoke(places::release);
    }

    private static Optional<OutboundSseEvent> next(LiveStream stream) {
        try {
            return stream.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static Interest interest(String view, String id) {
        if (id == null && ("rebuild".equals(view) || "image".equals(view))) {
            throw ApiException.invalid("id", "expected which " + view);
        }
        return switch (view == null ? "" : view) {
            case "fleet", "rebuilds", "activity" -> Interest.ALL;
            case "rebuild" -> new Interest(Interest.Kind.REBUILD, id);
            case "image" -> new Interest(Interest.Kind.KEY, id);
            // What services are doing now no event says: such a page asks again with each beat.
            case "now" -> Interest.NONE;
            default -> throw ApiException.invalid("view", "expected fleet, rebuilds, rebuild, image, activity or now");
        };
    }
}

package dev.imprimatur.console.intake;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.console.page.frame.Lag;
import dev.imprimatur.console.page.frame.LagMeter;
import dev.imprimatur.console.page.frame.Position;
import dev.imprimatur.console.page.frame.Positions;
import dev.imprimatur.console.replay.Replay;
import dev.imprimatur.console.replay.ReplayOrder;
import dev.imprimatur.console.replay.ReplayView;
import dev.imprimatur.events.Priority;
import dev.imprimatur.httpaccess.TextLimit;
import dev.imprimatur.messaging.work.WorkQueue;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** The read model itself: how far it is, and making it again from the topics. */
@Path("/api/read-model")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class ReadModelResource {
    private static final String LOCK =
            "select 1 from pg_advisory_xact_lock(hashtext('imprimatur.replay.' || current_schema()))";

    @Inject
    Positions positions;

    @Inject
    LagMeter lag;

    @Inject
    ReplayWork work;

    @Inject
    WorkQueue queue;

    @Inject
    EntityManager entities;

    @Inject
    Acting acting;

    @Inject
    Clock clock;

    /**
     * How far the read model is.
     *
     * @param generation which one it is; another one after each time that it is made again
     * @param seq the sequence number of its last event
     * @param connected whether events can come at all
     * @param behind how many events have happened that it does not have yet
     * @param waitingSeconds for how long one of them has waited for the database
     * @param replay the last time that it was made again, or null
     */
    public record ReadModelState(
            long generation, long seq, boolean connected, long behind, long waitingSeconds, ReplayView replay) {}

    /** How far it is. */
    @GET
    @Transactional
    @Operation(summary = "How far the read model is behind what happened, and when it was last made again")
    @APIResponse(responseCode = "200", description = "How far it is")
    public ReadModelState state() {
        Position position = positions.now();
        Lag now = lag.now();
        return new ReadModelState(
                position.generation(),
                position.seq(),
                now.connected(),
                now.events(),
                now.waiting(),
                Replay.last().map(ReplayView::of).orElse(null));
    }

    /** Makes it again. */
    @POST
    @Path("rebuild")
    @Needs(Scope.ADMIN)
    @Transactional
    @Operation(
            summary = "Make the read model again from the topics",
            description =
                    "Rebuilds and rollbacks of which Kafka still has all events; what is older stays as it is. Meanwhile pages"
                            + " and REST show less, and say so. No webhook is called again, and events keep their sequence numbers")
    @APIResponseSchema(
            value = ReplayView.class,
            responseCode = "202",
            responseDescription = "It is going to be made again")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    @APIResponse(responseCode = "409", description = "It is being made again already")
    public RestResponse<ReplayView> rebuild(ReplayOrder asked) {
        ReplayOrder order = asked == null ? new ReplayOrder(null, null) : asked;
        // One asks at a time, whichever instance is asked.
        entities.createNativeQuery(LOCK).getSingleResult();
        Replay.open().ifPresent(open -> {
            throw ApiException.conflict("the read model is being made again since " + open.requestedAt + " (" + open.id
                    + "); GET /api/read-model says when that has ended");
        });
        Replay replay = new Replay();
        replay.id = "replay-" + UUID.randomUUID().toString().substring(0, 12);
        replay.requestedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        replay.reason = ApiException.checked(TextLimit.REASON, "reason", order.reason());
        replay.requestedBy = ApiException.checked(TextLimit.PERSON, "requestedBy", order.requestedBy());
        replay.persist();
        acting.on(replay.id, replay.reason, replay.requestedBy);
        queue.add(work, replay.id, Priority.BACKGROUND);
        return RestResponse.accepted(ReplayView.of(replay));
    }
}

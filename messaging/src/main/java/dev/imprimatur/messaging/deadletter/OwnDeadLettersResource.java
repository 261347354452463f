package dev.imprimatur.messaging.deadletter;

import dev.imprimatur.messaging.rest.BadRequests;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Locale;

/** The dead letters of this one service. The console has those of all. */
@Path("/api/dead-letters/own")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class OwnDeadLettersResource {
    @Inject
    KeptLetters letters;

    @Inject
    DeadLetterDesk desk;

    /** Some letters, the one that was refused first before the others. */
    @GET
    public List<Letter> letters(
            @QueryParam("topic") String topic,
            @QueryParam("state") String state,
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        return letters.list(BadRequests.checked(() -> new LetterQuery(topic, state(state), after, limit)));
    }

    /** One letter with what came. */
    @GET
    @Path("{id}")
    public WholeLetter letter(@PathParam("id") String id) {
        return letters.whole(id)
                .orElseThrow(() -> BadRequests.notFound("there is no dead letter '" + id + "', or not any more"));
    }

    /** Decides on letters: {@code redrive}, {@code drop} or {@code restore}. */
    @POST
    @Path("{act: redrive|drop|restore}")
    public List<Outcome> decide(@PathParam("act") String act, Asked asked) {
        Decision decision = BadRequests.checked(() -> asked == null
                ? new Decision(null, null, null)
                : new Decision(asked.ids(), asked.reason(), asked.requestedBy()));
        return desk.decide(DeadLetterDesk.Act.valueOf(act.toUpperCase(Locale.ROOT)), decision);
    }

    /**
     * A decision before it is checked.
     *
     * @param ids the letters
     * @param reason why
     * @param requestedBy who
     */
    public record Asked(List<String> ids, String reason, String requestedBy) {}

    private static LetterState state(String text) {
        return text == null ? null : LetterState.valueOf(text.toUpperCase(Locale.ROOT));
    }
}

package dev.imprimatur.console.deadletter;

import dev.imprimatur.console.ConsoleConfig;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Replicas;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.httpaccess.Peers;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk;
import dev.imprimatur.messaging.deadletter.DeadLetterDesk.Act;
import dev.imprimatur.messaging.deadletter.Decision;
import dev.imprimatur.messaging.deadletter.KeptLetters;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.LetterQuery;
import dev.imprimatur.messaging.deadletter.LetterState;
import dev.imprimatur.messaging.deadletter.Outcome;
import dev.imprimatur.messaging.deadletter.WholeLetter;
import jakarta.annotation.PostConstruct;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The dead letters of all services. */
@Path("/api/dead-letters")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Singleton
public class DeadLettersResource {
    private static final Comparator<Letter> ORDER =
            Comparator.comparing(Letter::notedAt).thenComparing(Letter::id);

    @Inject
    ConsoleConfig config;

    @Inject
    Peers peers;

    @Inject
    KeptLetters letters;

    @Inject
    DeadLetterDesk desk;

    @Inject
    Acting acting;

    private List<LetterOwner> owners;

    @PostConstruct
    void know() {
        HttpClient client = Replicas.hasty();
        owners = List.of(
                new RemoteLetters(new Replicas("renderer", List.of(config.renderer()), client, peers)),
                new RemoteLetters(new Replicas("builder", config.builder(), client, peers)),
                new RemoteLetters(new Replicas("tester", config.tester(), client, peers)),
                new RemoteLetters(new Replicas("publisher", config.publisher(), client, peers)),
                new OwnLetters(letters, desk));
    }

    /**
     * Some dead letters.
     *
     * @param letters the one that was refused first before the others
     * @param next what {@code after} has to be for those that follow, or null if none do
     * @param silent services whose letters are missing here
     */
    @Schema(name = "DeadLetters")
    public record Page(List<Letter> letters, String next, List<Silent> silent) {}

    /**
     * A service that could not be asked.
     *
     * @param service its name
     * @param why what the matter is
     */
    @Schema(name = "SilentOwner")
    public record Silent(String service, String why) {}

    /**
     * Who decides on which letters, and why.
     *
     * @param ids the letters, at most 100
     * @param reason why; required
     * @param requestedBy who
     */
    @Schema(name = "DeadLetterOrder")
    public record Order(List<String> ids, String reason, String requestedBy) {}

    /** Some dead letters of all services, or of one. */
    @GET
    @Operation(
            summary = "Dead letters: what services could not handle, oldest first",
            description = "`state` is waiting, redriven, dropped or all; `after` is `next` of the page before")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public Page list(
            @QueryParam("service") String service,
            @QueryParam("topic") String topic,
            @QueryParam("state") @DefaultValue("waiting") String state,
            @QueryParam("after") String after,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        LetterQuery query = checked(() -> new LetterQuery(topic, state(state), after, limit));
        List<Letter> found = new ArrayList<>();
        List<Silent> silent = new ArrayList<>();
        for (LetterOwner owner : owners(service)) {
            try {
                found.addAll(owner.list(query));
            } catch (ApiException e) {
                silent.add(new Silent(owner.service(), e.getMessage()));
            }
        }
        List<Letter> page = found.stream().sorted(ORDER).limit(limit).toList();
        return new Page(page, page.size() < limit ? null : LetterQuery.place(page.getLast()), silent);
    }

    /** One dead letter. */
    @GET
    @Path("{id}")
    @Operation(summary = "A dead letter with its headers and value")
    @APIResponse(responseCode = "200", description = "The letter")
    @APIResponse(responseCode = "404", description = "There is none, or not any more")
    @APIResponse(responseCode = "502", description = "The service that keeps it does not answer")
    public WholeLetter letter(String id) {
        return owner(id)
                .flatMap(owner -> owner.whole(id))
                .orElseThrow(() -> ApiException.notFound(
                        "there is no dead letter '" + id + "'; GET /api/dead-letters lists them"));
    }

    /** Decides on dead letters. */
    @POST
    @Needs(Scope.ADMIN)
    @Path("{act: redrive|drop|restore}")
    @Operation(
            summary = "Redrive dead letters, drop them, or put dropped ones back",
            description = "A redriven one goes to the handler that refused it, as the same event; 100 at most at once")
    @APIResponse(responseCode = "200", description = "What came of each, in the order in which they were named")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    public List<Outcome> decide(String act, Order order) {
        Decision decision = noted(order);
        List<Outcome> outcomes = new ArrayList<>();
        for (LetterOwner owner : owners) {
            List<String> theirs = decision.ids().stream()
                    .filter(id -> id.startsWith(owner.service() + ":"))
                    .toList();
            if (!theirs.isEmpty()) {
                outcomes.addAll(decided(owner, named(act), decision.of(theirs)));
            }
        }
        return decision.ids().stream()
                .map(id -> outcomes.stream()
                        .filter(outcome -> outcome.id().equals(id))
                        .findFirst()
                        .orElseGet(() -> none(id)))
                .toList();
    }

    /**
     * Decides on one dead letter.
     *
     * @param order with its id
     * @throws ApiException if its service does not answer: whether it was done is not known then
     */
    public Outcome decideOnOne(String act, Order order) {
        Decision decision = noted(order);
        String id = decision.ids().getFirst();
        return owner(id)
                .flatMap(owner -> owner.decide(named(act), decision).stream().findFirst())
                .orElseGet(() -> none(id));
    }

    /** The decision, once it is written down what it is about. */
    private Decision noted(Order order) {
        Decision decision = checked(() -> order == null
                ? new Decision(null, null, null)
                : new Decision(order.ids(), order.reason(), order.requestedBy()));
        acting.on(String.join(", ", decision.ids()), decision.reason(), decision.requestedBy());
        return decision;
    }

    private static Act named(String act) {
        return Act.valueOf(act.toUpperCase(Locale.ROOT));
    }

    private static Outcome none(String id) {
        return new Outcome(id, false, "there is no such dead letter");
    }

    private Optional<LetterOwner> owner(String id) {
        return owners.stream()
                .filter(owner -> id.startsWith(owner.service() + ":"))
                .findFirst();
    }

    /** A service that does not answer keeps no other's letters from it. */
    private static List<Outcome> decided(LetterOwner owner, Act act, Decision decision) {
        try {
            return owner.decide(act, decision);
        } catch (ApiException e) {
            return decision.ids().stream()
                    .map(id -> new Outcome(id, false, e.getMessage()))
                    .toList();
        }
    }

    private List<LetterOwner> owners(String service) {
        List<LetterOwner> asked = owners.stream()
                .filter(owner -> service == null || owner.service().equals(service))
                .toList();
        if (asked.isEmpty()) {
            throw ApiException.invalid(
                    "service",
                    "expected one of "
                            + owners.stream().map(LetterOwner::service).toList());
        }
        return asked;
    }

    private static LetterState state(String text) {
        try {
            return text.equals("all") ? null : LetterState.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("state: expected waiting, redriven, dropped or all", e);
        }
    }

    private static <T> T checked(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(e.getMessage());
        }
    }
}

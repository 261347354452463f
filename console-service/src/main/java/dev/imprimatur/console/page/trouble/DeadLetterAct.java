package dev.imprimatur.console.page.trouble;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.deadletter.DeadLettersResource;
import dev.imprimatur.console.deadletter.DeadLettersResource.Order;
import dev.imprimatur.console.page.act.Presses;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.messaging.deadletter.Outcome;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** The answer to what is to become of dead letters: of one, or of all that a page lists. */
@Path("/dead-letters/{act: redrive|drop|restore}")
@Consumes(MediaType.APPLICATION_FORM_URLENCODED)
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class DeadLetterAct {
    private static final int NAMED = 5;

    @Inject
    DeadLettersResource letters;

    @Inject
    Presses presses;

    @Inject
    Caller caller;

    /** Has them handled again, given up, or put back. */
    @POST
    @ByPage
    @Needs(Scope.ADMIN)
    @Operation(hidden = true)
    public RestResponse<Void> decide(
            String act,
            @FormParam("request") String request,
            @FormParam("id") List<String> ids,
            @FormParam("reason") String reason) {
        if (ids.isEmpty() || ids.stream().anyMatch(String::isBlank)) {
            throw ApiException.invalid("id", "expected which dead letter");
        }
        Order order = new Order(ids, Reason.required(reason), caller.owner().orElse(null));
        return presses.onceElsewhere(request, "/dead-letters", () -> {
            if (ids.size() == 1) {
                one(letters.decideOnOne(act, order));
            } else {
                all(letters.decide(act, order));
            }
        });
    }

    private static void one(Outcome outcome) {
        if (!outcome.done()) {
            throw ApiException.conflict(outcome.id() + ": " + outcome.message());
        }
    }

    private static void all(List<Outcome> outcomes) {
        List<Outcome> open =
                outcomes.stream().filter(outcome -> !outcome.done()).toList();
        if (!open.isEmpty()) {
            throw ApiException.partly(
                    open.size() + " of " + outcomes.size() + " are not known to be as they were to be: "
                            + open.stream()
                                    .limit(NAMED)
                                    .map(outcome -> outcome.id() + ": " + outcome.message())
                                    .collect(Collectors.joining("; "))
                            + (open.size() > NAMED ? "; and others" : ""));
        }
    }
}

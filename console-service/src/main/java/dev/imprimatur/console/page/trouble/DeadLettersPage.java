package dev.imprimatur.console.page.trouble;

import dev.imprimatur.console.access.ByPage;
import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.deadletter.DeadLettersResource;
import dev.imprimatur.console.page.act.Reason;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.messaging.deadletter.Letter;
import dev.imprimatur.messaging.deadletter.Outcome;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.RestResponse;

/** What services could not handle, with the command that has each handled again. */
@Path("/dead-letters")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class DeadLettersPage {
    private static final int SIZE = 50;

    @Inject
    Frames frames;

    @Inject
    DeadLettersResource letters;

    @Inject
    Caller caller;

    @CheckedTemplate(basePath = "trouble")
    static class Templates {
        static native TemplateInstance letters(
                Frame frame, String headline, List<Row> rows, DeadLettersResource.Page page);
    }

    /**
     * A dead letter.
     *
     * @param letter what is known of it
     * @param command what helps, once its cause is gone
     */
    public record Row(Letter letter, String command) {
        static Row of(Letter letter) {
            return new Row(
                    letter,
                    "./imprimatur dead-letters redrive " + Words.quoted(letter.id()) + " --reason 'its cause is gone'");
        }
    }

    /** Those that wait, the oldest first, from {@code after} on. No transaction is open while services are asked. */
    @GET
    @Operation(hidden = true)
    public String letters(@QueryParam("after") String after) {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        DeadLettersResource.Page page = letters.list(null, null, "waiting", after, SIZE);
        List<Row> rows = page.letters().stream().map(Row::of).toList();
        return Templates.letters(
                        frame.of("Dead letters", "/api/dead-letters", "./imprimatur dead-letters"),
                        headline(rows.size(), page.next() != null || after != null),
                        rows,
                        page)
                .render();
    }

    /** Has one handled again, or given up. */
    @POST
    @Path("{act: redrive|drop}")
    @ByPage
    @Needs(Scope.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public RestResponse<Void> decide(String act, @FormParam("id") String id, @FormParam("reason") String reason) {
        if (id == null || id.isBlank()) {
            throw ApiException.invalid("id", "expected which dead letter");
        }
        String who = caller.owner().orElse(null);
        List<Outcome> outcomes =
                letters.decide(act, new DeadLettersResource.Order(List.of(id), Reason.required(reason), who));
        outcomes.stream().filter(outcome -> !outcome.done()).findFirst().ifPresent(outcome -> {
            throw ApiException.conflict(outcome.id() + ": " + outcome.message());
        });
        return RestResponse.seeOther(URI.create("/dead-letters"));
    }

    private static String headline(int number, boolean some) {
        if (some) {
            return "More than " + SIZE + " dead letters wait for a decision.";
        }
        return number == 0
                ? "No dead letter waits."
                : Words.capital(number) + (number == 1 ? " dead letter waits" : " dead letters wait")
                        + " for a decision.";
    }
}

package dev.imprimatur.console.page.trouble;

import dev.imprimatur.console.deadletter.DeadLettersResource;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.messaging.deadletter.Letter;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** What services could not handle, with the command that has each handled again. */
@Path("/dead-letters")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class DeadLettersPage {
    private static final int SIZE = 50;

    @Inject
    Frames frames;

    @Inject
    DeadLettersResource letters;

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

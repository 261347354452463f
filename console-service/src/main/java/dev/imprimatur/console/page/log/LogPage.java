package dev.imprimatur.console.page.log;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.log.LogKeepers;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.httpaccess.TextLimit;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A log, as far as it goes. */
@Path("/logs/{id}")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class LogPage {
    @Inject
    Frames frames;

    @Inject
    LogKeepers keepers;

    @CheckedTemplate(basePath = "log")
    static class Templates {
        static native TemplateInstance page(Frame frame, LogDetail view);
    }

    /** The page; not in a transaction, since a long log takes long to come. */
    @GET
    @Operation(hidden = true)
    public String log(
            String id,
            @QueryParam("attempt") Integer attempt,
            @QueryParam("from") @DefaultValue("0") long from,
            @QueryParam("q") @DefaultValue("") String q,
            @QueryParam("times") @DefaultValue("false") boolean times) {
        Frame frame = frames.around(Section.REBUILDS, null);
        ApiException.checked(TextLimit.REFERENCE, "q", q);
        Excerpt excerpt = excerpt(id, attempt, Math.max(0, from), q, times);
        LogOwner owner = QuarkusTransaction.requiringNew().call(() -> LogOwner.of(id));
        LogDetail view = new LogDetail(id, owner, attempt, q, times, excerpt, LogStep.of(excerpt.lines()));
        String title = owner == null ? "Log " + id : owner.stage() + " of " + owner.image();
        return Templates.page(frame.of(title, "/api/logs/" + id + "/records", "./imprimatur logs " + id), view)
                .render();
    }

    private Excerpt excerpt(String id, Integer attempt, long from, String q, boolean times) {
        String rest = "?timestamps=" + times + (attempt == null ? "" : "&attempt=" + attempt);
        try (InputStream log = keepers.open(id, rest)) {
            return Excerpt.read(log, from, q, times);
        } catch (IOException e) {
            throw ApiException.unreachable("the log broke off while it was read: " + e.getMessage());
        }
    }
}

package dev.imprimatur.console.page.audit;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.answer.AuditView;
import dev.imprimatur.console.audit.AuditQuery;
import dev.imprimatur.console.audit.AuditResource;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who asked for what. An admin's alone, as by REST: names, addresses and reasons of all are on it. */
@Path("/audit")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
@Needs(value = Scope.ADMIN, always = true)
public class AuditPage {
    private static final int SIZE = 100;

    @Inject
    Frames frames;

    @Inject
    Clock clock;

    @Context
    UriInfo request;

    @CheckedTemplate(basePath = "audit")
    static class Templates {
        static native TemplateInstance page(
                Frame frame, String headline, AuditQuery query, List<Age> ages, List<AuditView> acts, String older);
    }

    /**
     * How far back one can look.
     *
     * @param value as the address has it
     * @param words as a person reads it
     */
    public record Age(String value, String words) {
        static final List<Age> ALL = List.of(
                new Age("", "as long as is kept"),
                new Age("1h", "the last hour"),
                new Age("24h", "the last 24 hours"),
                new Age("7d", "the last 7 days"),
                new Age("30d", "the last 30 days"));
    }

    /** The acts that are asked for, newest first. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String audit(@BeanParam AuditQuery query) {
        Frame frame = frames.around(Section.ACTIVITY, null);
        AuditResource.Acts acts = AuditResource.acts(query, SIZE, clock);
        String asked = request.getRequestUri().getRawQuery();
        return Templates.page(
                        frame.of("Audit", "/api/audit" + (asked == null ? "" : "?" + asked), "./imprimatur audit"),
                        headline(acts.page().size(), acts.next() != null || query.before != null),
                        query,
                        Age.ALL,
                        acts.page(),
                        older(acts.next()))
                .render();
    }

    private String older(Long next) {
        return next == null
                ? null
                : "/audit?"
                        + request.getRequestUriBuilder()
                                .replaceQueryParam("before", next)
                                .build()
                                .getRawQuery();
    }

    private static String headline(int number, boolean some) {
        if (some) {
            return "Who asked for what: " + Words.count(number, "act") + " of more, newest first.";
        }
        return number == 0
                ? "Nothing was asked for that fits."
                : "Who asked for what: " + Words.count(number, "act") + ", newest first.";
    }
}

package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.api.Pages;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.rebuild.Rebuild;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All rebuilds: those that go on, then those that ended, newest first. */
@Path("/rebuilds")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class RebuildsPage {
    private static final int SIZE = 30;
    private static final String KNOWN =
            Rebuild.KNOWN + " order by case when finishedAt is null then 0 else 1 end, requestedAt desc nulls last, id";

    @Inject
    Frames frames;

    @Inject
    RebuildRuns runs;

    @Inject
    Clock clock;

    @CheckedTemplate(basePath = "rebuild")
    static class Templates {
        static native TemplateInstance list(
                Frame frame, List<RebuildFacts> rebuilds, String headline, int page, boolean more);
    }

    /** A page of them. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String rebuilds(@QueryParam("page") @DefaultValue("1") int page) {
        Pages.checkFromOne(page, SIZE);
        Frame frame = frames.around(Section.REBUILDS, "view=rebuilds");
        long all = Rebuild.count(Rebuild.KNOWN);
        List<Rebuild> shown = Rebuild.<Rebuild>find(KNOWN).page(page - 1, SIZE).list();
        Map<String, Progress> progress = runs.progress(shown);
        List<RebuildFacts> facts = shown.stream()
                .map(rebuild ->
                        RebuildFacts.of(rebuild, progress.getOrDefault(rebuild.id, Progress.NONE), clock.instant()))
                .toList();
        return Templates.list(
                        frame.of("Rebuilds", "/api/rebuilds", "./imprimatur rebuilds"),
                        facts,
                        headline(all),
                        page,
                        (long) page * SIZE < all)
                .render();
    }

    private static String headline(long all) {
        long going = Rebuild.count(Rebuild.KNOWN + " and finishedAt is null");
        if (all == 0) {
            return "No rebuild was asked for yet.";
        }
        return (going == 0
                        ? "No rebuild goes on"
                        : Words.capital(going) + (going == 1 ? " rebuild goes" : " rebuilds go") + " on")
                + "; " + (all - going) + " ended.";
    }
}

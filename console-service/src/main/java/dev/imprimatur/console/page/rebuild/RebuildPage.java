package dev.imprimatur.console.page.rebuild;

import dev.imprimatur.console.answer.Waiting;
import dev.imprimatur.console.api.Pages;
import dev.imprimatur.console.page.fleet.Cause;
import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import dev.imprimatur.console.page.source.RunningTries;
import dev.imprimatur.console.page.source.WaitReasons;
import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rebuild.TimeLeft;
import dev.imprimatur.console.run.ImageRun;
import dev.imprimatur.console.run.RunState;
import dev.imprimatur.console.worker.MadeAttempt;
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
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A rebuild: what came of it so far, why not of all, and what is still on its way. */
@Path("/rebuilds/{id}")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class RebuildPage {
    private static final int ROOTS_OF_A_KIND = 10;
    private static final int MOVING = 25;
    private static final int SIZE = 50;
    private static final int TRIES = 500;

    @Inject
    Frames frames;

    @Inject
    TimeLeft left;

    @Inject
    RebuildRuns runs;

    @Inject
    WaitReasons reasons;

    @Inject
    RunningTries running;

    @Inject
    Clock clock;

    @CheckedTemplate(basePath = "rebuild")
    static class Templates {
        static native TemplateInstance page(Frame frame, RebuildDetail view);
    }

    /** The page; {@code page} turns over all of its images. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String rebuild(String id, @QueryParam("page") @DefaultValue("1") int page) {
        Pages.checkFromOne(page, SIZE);
        Frame frame = frames.around(Section.REBUILDS, "view=rebuild&id=" + Words.encoded(id));
        Rebuild rebuild = Rebuild.required(id);
        Progress progress = runs.progress(List.of(rebuild)).getOrDefault(id, Progress.NONE);
        RebuildFacts facts =
                RebuildFacts.of(rebuild, progress, left.of(rebuild, progress.done(), progress.all()), clock.instant());
        return Templates.page(
                        frame.of(
                                facts.title(),
                                "/api/rebuilds/" + Words.encoded(id),
                                "./imprimatur rebuilds " + Words.quoted(id)),
                        detail(rebuild, facts, page))
                .render();
    }

    private RebuildDetail detail(Rebuild rebuild, RebuildFacts facts, int page) {
        Map<String, Cause.Held> held = facts.progress().held() == 0 ? Map.of() : runs.held(rebuild.id);
        List<Waiting> waiting = facts.goesOn() ? reasons.of(rebuild.id) : List.of();
        return RebuildDetailBuilder.builder()
                .facts(facts)
                .failure(rebuild.failure == null ? null : rebuild.failure.message())
                .cancelling(rebuild.state.ended() ? null : rebuild.cancelReason)
                .bar(Bar.of(facts.progress()))
                .kinds(runs.kinds(rebuild.id, ROOTS_OF_A_KIND, held))
                .publishing(rows(runs.in(rebuild.id, RunState.TESTED, MOVING), waiting))
                .testing(rows(runs.in(rebuild.id, RunState.BUILT, MOVING), waiting))
                .building(rows(runs.in(rebuild.id, RunState.RENDERED, MOVING), waiting))
                .planned(waiting.stream()
                        .filter(RebuildPage::isPlanned)
                        .limit(MOVING)
                        .toList())
                .lanes(Lanes.of(
                        MadeAttempt.of(rebuild.id, TRIES),
                        facts.goesOn() ? running.of(rebuild.id) : List.of(),
                        clock.instant()))
                .unknown(facts.goesOn() ? unknown() : List.of())
                .all(rows(runs.page(rebuild.id, page, SIZE), List.of()))
                .page(page)
                .from((page - 1L) * SIZE + 1)
                .more((long) page * SIZE < facts.progress().all())
                .build();
    }

    private List<String> unknown() {
        return Stream.concat(reasons.unknown().stream(), running.unknown().stream())
                .distinct()
                .toList();
    }

    /** Whether it has no Dockerfile yet, and so no row of its own. */
    private static boolean isPlanned(Waiting waiting) {
        return waiting.image() != null && List.of("render", "base").contains(waiting.stage());
    }

    private static List<RunRow> rows(List<ImageRun> some, List<Waiting> waiting) {
        Map<String, String> why = waiting.stream()
                .filter(each -> each.image() != null)
                .collect(Collectors.toMap(Waiting::image, Waiting::reason, (one, other) -> one));
        return some.stream().map(run -> RunRow.of(run, why.get(run.image))).toList();
    }
}

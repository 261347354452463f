package dev.imprimatur.console.page.worker;

import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.worker.Workers;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Builders and testers: which one is sick, and what each is doing. */
@Path("/workers")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class WorkersPage {
    @Inject
    Frames frames;

    @Inject
    Workers workers;

    @Inject
    Clock clock;

    @CheckedTemplate(basePath = "worker")
    static class Templates {
        static native TemplateInstance page(Frame frame, WorkersView view);
    }

    /** The page. */
    @GET
    @Operation(hidden = true)
    public String workers() {
        Frame frame = frames.around(Section.ACTIVITY, "view=now");
        WorkersView view = WorkersView.of(workers.now(), clock.instant());
        return Templates.page(frame.of(view.title(), "/api/workers", "./imprimatur workers"), view)
                .render();
    }
}

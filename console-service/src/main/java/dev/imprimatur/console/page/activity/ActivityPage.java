package dev.imprimatur.console.page.activity;

import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All that happens beside the fleet's state. */
@Path("/activity")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class ActivityPage {
    @Inject
    Frames frames;

    @Inject
    Lines lines;

    @CheckedTemplate(basePath = "activity")
    static class Templates {
        static native TemplateInstance page(Frame frame, String headline, List<Line> lines);
    }

    /** The page. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String activity() {
        Frame frame = frames.around(Section.ACTIVITY, "view=activity");
        List<Line> all = lines.all();
        List<String> odd = all.stream()
                .filter(line -> line.colour().equals("warn"))
                .map(line -> line.what().toLowerCase() + " (" + line.number() + ")")
                .toList();
        String headline =
                odd.isEmpty() ? "Nothing is out of the ordinary." : "To look at: " + String.join(", ", odd) + ".";
        return Templates.page(frame.of("Activity", "/api/events", "./imprimatur events"), headline, all)
                .render();
    }
}

package dev.imprimatur.console.page.fleet;

import dev.imprimatur.console.page.frame.Frame;
import dev.imprimatur.console.page.frame.Frames;
import dev.imprimatur.console.page.frame.Section;
import dev.imprimatur.console.page.frame.Words;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The whole fleet on a page. */
@Path("/fleet")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public class FleetPage {
    @Inject
    Frames frames;

    @Inject
    Fleet fleet;

    @CheckedTemplate(basePath = "fleet")
    static class Templates {
        static native TemplateInstance page(Frame frame, FleetView view);

        static native TemplateInstance page$results(FleetView view);

        static native TemplateInstance page$tallies(FleetView view);
    }

    /** The page, or for htmx the parts of it that depend on the filter. */
    @GET
    @Transactional
    @Operation(hidden = true)
    public String page(
            @QueryParam("q") String q,
            @QueryParam("state") String state,
            @QueryParam("family") String family,
            @QueryParam("order") String order,
            @QueryParam("page") Integer page,
            @HeaderParam("HX-Request") String htmx) {
        Frame frame = frames.around(Section.FLEET, "view=fleet");
        FleetQuery query = FleetQuery.of(q, state, family, order, page);
        FleetView view = fleet.view(query);
        if (htmx != null) {
            return Templates.page$results(view).render()
                    + Templates.page$tallies(view).render();
        }
        String command = "./imprimatur images" + (select(query).isEmpty() ? "" : " " + Words.quoted(select(query)));
        return Templates.page(frame.of(view.title(), json(query), command), view)
                .render();
    }

    private static String json(FleetQuery query) {
        return "/api/images" + (select(query).isEmpty() ? "" : "?select=" + Words.encoded(select(query)));
    }

    private static String select(FleetQuery query) {
        return query.q().isEmpty() ? query.family() : query.q();
    }
}

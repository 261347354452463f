package dev.imprimatur.builder.imagebuild;

import dev.imprimatur.attempts.view.PageQuery;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** Shows builds. */
@Path("/api/builds")
public class BuildResource {
    @Inject
    BuildViews views;

    /** A page of the builds of a rebuild, or of all if none is given; the newest first. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Blocking
    public List<BuildView> builds(
            @QueryParam("rebuild") String rebuild,
            @QueryParam("running") boolean running,
            @QueryParam("page") @DefaultValue("0") int page,
            @QueryParam("size") @DefaultValue("200") int size) {
        return views.page(new PageQuery(rebuild, running, page, size));
    }
}

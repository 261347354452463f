package dev.imprimatur.builder.build;

import dev.imprimatur.events.RebuildId;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Shows builds. */
@Path("/api/builds")
public class BuildResource {
    private static final int MOST = 200;

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
        if (page < 0) {
            throw refused("page", "is " + page + ", expected 0 or more");
        }
        if (size < 1 || size > MOST) {
            throw refused("size", "is " + size + ", expected 1 to " + MOST);
        }
        return views.page(rebuild == null ? null : id(rebuild), running, page, size);
    }

    private static String id(String rebuild) {
        try {
            return new RebuildId(rebuild).value();
        } catch (IllegalArgumentException e) {
            throw refused("rebuild", e.getMessage());
        }
    }

    private static BadRequestException refused(String parameter, String why) {
        return new BadRequestException(Response.status(Response.Status.BAD_REQUEST)
                .type(MediaType.TEXT_PLAIN_TYPE)
                .entity("query parameter '" + parameter + "': " + why + "\n")
                .build());
    }
}

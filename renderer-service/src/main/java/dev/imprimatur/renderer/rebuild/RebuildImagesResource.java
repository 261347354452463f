package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.renderer.ApiError;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;

/** What became of each image of a rebuild: all that {@code rebuild-completed} has no room for. */
@Path("/api/rebuilds/{id}/images")
@Produces(MediaType.APPLICATION_JSON)
public class RebuildImagesResource {
    private static final int MOST = 1000;

    /** A page of the images, by name: those that come after one. */
    @GET
    @Transactional
    public RestResponse<?> images(
            String id,
            @QueryParam("after") @DefaultValue("") String after,
            @QueryParam("limit") @DefaultValue("500") int limit) {
        if (limit < 1 || limit > MOST) {
            return ApiError.response(400, "invalid", "limit: expected 1 to " + MOST + ", not " + limit);
        }
        if (Rebuild.findById(id) == null) {
            return ApiError.response(404, "not-found", "the renderer knows no rebuild '" + id + "'");
        }
        return RestResponse.ok(ImageEnd.of(id, after, limit));
    }
}

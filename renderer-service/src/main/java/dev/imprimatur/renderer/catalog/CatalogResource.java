package dev.imprimatur.renderer.catalog;

import dev.imprimatur.renderer.ApiError;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** For a webhook: look at the catalogue's repository now, not only at the next poll. */
@Path("/api/catalog")
@Produces(MediaType.APPLICATION_JSON)
public class CatalogResource {
    @Inject
    CatalogSource source;

    /** Looks, and returns the revision that is in use now. */
    @POST
    @Path("refresh")
    public Map<String, String> refresh() {
        try (Checkout newest = source.refresh()) {
            return Map.of("revision", newest.revision());
        }
    }

    @ServerExceptionMapper
    RestResponse<ApiError> unavailable(CatalogUnavailableException e) {
        return ApiError.response(502, "catalog-unavailable", e.getMessage());
    }
}

package dev.imprimatur.renderer.preview;

import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.imprimatur.oci.registry.RegistryException;
import dev.imprimatur.planner.catalog.CatalogException;
import dev.imprimatur.renderer.ApiError;
import dev.imprimatur.renderer.catalog.CatalogUnavailableException;
import dev.imprimatur.renderer.history.History;
import dev.imprimatur.renderer.plan.RebuildPlan;
import dev.imprimatur.renderer.plan.RebuildPlanner;
import dev.imprimatur.renderer.plan.RebuildScope;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** A dry run: what a rebuild would build and why, how long it would take, and what would become of tags. */
@Path("/api/plan")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class PlanResource {
    @Inject
    RebuildPlanner planner;

    @Inject
    History history;

    @Inject
    PreviewLimit limit;

    /** The preview; changes nothing. */
    @POST
    public PlanPreview preview(PlanQuery body) throws InterruptedException {
        PlanQuery query = body == null ? new PlanQuery(null, false, null) : body;
        return limit.within(() -> made(query));
    }

    private PlanPreview made(PlanQuery query) {
        RebuildPlan plan = planner.plan(new RebuildScope(query.select(), query.stale()), query.allow());
        if (plan.selectsNothing()) {
            throw new NotFoundException(plan.nothingSelected());
        }
        return PlanPreview.of(plan, query.allow(), history.estimate(plan.plan()));
    }

    @ServerExceptionMapper
    RestResponse<ApiError> mistakes(CatalogException e) {
        return ApiError.response(422, "catalog-invalid", e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<ApiError> unavailable(CatalogUnavailableException e) {
        return ApiError.response(502, "catalog-unavailable", e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<ApiError> registry(RegistryException e) {
        return ApiError.response(502, e.kind().toString(), e.getMessage());
    }

    @ServerExceptionMapper
    RestResponse<ApiError> fields(MismatchedInputException e) {
        return ApiError.response(400, "invalid", e.getOriginalMessage());
    }

    @ServerExceptionMapper
    RestResponse<ApiError> web(WebApplicationException e) {
        int status = e.getResponse().getStatus();
        String error = switch (status) {
            case 404 -> "not-found";
            case 503 -> "busy";
            default -> "invalid";
        };
        return ApiError.response(status, error, rootOf(e).getMessage());
    }

    private static Throwable rootOf(Throwable thrown) {
        return thrown.getCause() == null ? thrown : rootOf(thrown.getCause());
    }
}

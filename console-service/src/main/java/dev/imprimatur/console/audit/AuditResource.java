package dev.imprimatur.console.audit;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.answer.AuditView;
import dev.imprimatur.console.api.Pages;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jboss.resteasy.reactive.RestResponse;

/** Who asked for what. An admin's alone, as the tokens are. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@Needs(value = Scope.ADMIN, always = true)
public class AuditResource {
    private static final int MOST = 1000;

    @Context
    UriInfo request;

    @Inject
    Clock clock;

    /** The acts, newest first. */
    @GET
    @SecurityRequirement(name = "token")
    @Transactional
    @Operation(
            summary = "Who asked for what, newest first",
            description =
                    "`who` is a token's owner, who someone is at the OIDC provider, or who a request claims to be; `since` an"
                            + " instant or an age such as `7d`; `act` a part of the act; the header Link has the next page's address")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "401", description = "No token, or one that does not count")
    @APIResponse(responseCode = "403", description = "The token lacks the scope admin")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public RestResponse<List<AuditView>> acts(
            @BeanParam AuditQuery query, @QueryParam("limit") @DefaultValue("100") int limit) {
        Acts acts = acts(query, limit, clock);
        return Pages.answer(acts.page(), request, "before", acts.next());
    }

    /**
     * Some of them.
     *
     * @param page the newest that are asked for
     * @param next before which the next page's are; null if there is none
     */
    public record Acts(List<AuditView> page, Long next) {}

    /** Those that a page shows. */
    public static Acts acts(AuditQuery query, int limit, Clock clock) {
        Pages.check(0, limit, MOST);
        List<AuditRow> found = query.newest(limit, clock.instant());
        List<AuditView> page = found.stream().limit(limit).map(AuditRow::view).toList();
        return new Acts(page, found.size() > limit ? page.getLast().seq() : null);
    }
}

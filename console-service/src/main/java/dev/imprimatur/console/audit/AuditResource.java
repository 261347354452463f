package dev.imprimatur.console.audit;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.Pages;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Who asked for what. An admin's alone, as the tokens are. */
@Path("/api/audit")
@Produces(MediaType.APPLICATION_JSON)
@Needs(value = Scope.ADMIN, always = true)
public class AuditResource {
    private static final int MOST = 1000;

    @Context
    UriInfo request;

    /** The acts, newest first. */
    @GET
    @Transactional
    @Operation(
            summary = "Who asked for what, newest first",
            description =
                    "`who` is a token's owner or who a request claims to be; the header Link has the next page's address")
    @APIResponse(responseCode = "200", description = "A page of them")
    @APIResponse(responseCode = "401", description = "No token, or one that does not count")
    @APIResponse(responseCode = "403", description = "The token lacks the scope admin")
    @APIResponse(responseCode = "400", description = "A parameter is wrong; the message names it")
    public RestResponse<List<AuditView>> acts(
            @QueryParam("since") String since,
            @QueryParam("who") String who,
            @QueryParam("way") String way,
            @QueryParam("refused") boolean refused,
            @QueryParam("before") Long before,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        Pages.check(0, limit, MOST);
        StringJoiner conditions = new StringJoiner(" and ");
        Map<String, Object> values = new HashMap<>();
        add(conditions, values, "at >= :since", "since", instant(since));
        add(conditions, values, "(owner = :who or claims = :who)", "who", who);
        add(conditions, values, "way = :way", "way", way);
        add(conditions, values, "seq < :before", "before", before);
        add(conditions, values, "status >= :refused", "refused", refused ? 400 : null);
        String query = values.isEmpty() ? "order by seq desc" : conditions + " order by seq desc";
        List<AuditRow> found =
                AuditRow.<AuditRow>find(query, values).range(0, limit).list();
        List<AuditView> page = found.stream().limit(limit).map(AuditView::of).toList();
        return Pages.answer(
                page, request, "before", found.size() > limit ? page.getLast().seq() : null);
    }

    private static void add(
            StringJoiner conditions, Map<String, Object> values, String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw ApiException.invalid("since", "expected an instant such as 2026-11-24T03:00:00Z");
        }
    }
}

package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import io.quarkus.panache.common.Sort;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.RestResponse;

/** The tokens: who has which. An admin's alone, also where writing is open: what is made then counts afterwards too. */
@Path("/api/tokens")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@Needs(value = Scope.ADMIN, always = true)
public class TokensResource {
    private static final Logger LOG = Logger.getLogger(TokensResource.class);

    @Inject
    Tokens tokens;

    @Inject
    Caller caller;

    /** All tokens. */
    @GET
    @SecurityRequirement(name = "token")
    @Transactional
    @Operation(summary = "All tokens, oldest first: whose, what for, when used last; never the token itself")
    @APIResponse(responseCode = "200", description = "All of them")
    @APIResponse(responseCode = "401", description = "No token, or one that does not count")
    @APIResponse(responseCode = "403", description = "The token lacks the scope admin")
    public List<TokenView> tokens() {
        Instant now = tokens.now();
        return ApiToken.<ApiToken>listAll(Sort.by("madeAt", "id")).stream()
                .map(token -> TokenView.of(token, now))
                .toList();
    }

    /** Makes a token; the answer is the only one that shows it. */
    @POST
    @Transactional
    @Operation(summary = "Make a token; only this answer shows it")
    @APIResponseSchema(value = TokenView.class, responseCode = "201", responseDescription = "It counts from now on")
    @APIResponse(responseCode = "400", description = "A field is wrong; the message names it")
    public RestResponse<TokenView> make(TokenOrder order) {
        if (order == null) {
            throw ApiException.invalid(
                    "body", "expected a JSON object such as {\"owner\":\"ci\",\"scopes\":[\"rebuild\"]}");
        }
        Instant now = tokens.now();
        TokenText text = TokenText.random();
        ApiToken token = order.token(text, now);
        token.madeBy = caller.owner().orElse(null);
        token.persist();
        LOG.infof("made token %s of %s for %s", token.id, token.scopes, LogText.of(token.owner));
        return RestResponse.ResponseBuilder.<TokenView>create(RestResponse.Status.CREATED)
                .location(URI.create("/api/tokens/" + token.id))
                .entity(TokenView.with(text, token, now))
                .header("Cache-Control", "no-store")
                .build();
    }

    /** Takes a token back. */
    @DELETE
    @Path("{id}")
    @Transactional
    @Operation(summary = "Take a token back; it is refused from the next request on, at every console")
    @APIResponse(responseCode = "200", description = "It is no longer valid")
    @APIResponse(responseCode = "404", description = "There is no such token")
    public TokenView revoke(String id) {
        ApiToken token = ApiToken.<ApiToken>findByIdOptional(id)
                .orElseThrow(() -> ApiException.notFound("there is no token '" + id + "'; GET /api/tokens lists them"));
        Instant now = tokens.now();
        if (token.revokedAt == null) {
            token.revokedAt = now;
            LOG.infof("revoked token %s of %s", token.id, LogText.of(token.owner));
        }
        return TokenView.of(token, now);
    }
}

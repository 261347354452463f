package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;

/** Links that sign a browser in, for who shows a token. */
@Path("/api/sign-ins")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class SignInsResource {
    private static final String PAGE = "/sign-in";

    @Inject
    Sessions sessions;

    @Inject
    Caller caller;

    /**
     * A link.
     *
     * @param path what follows the console's address
     */
    public record Link(String path) {
        /** What may be logged: the secret is not part of it. */
        @Override
        public String toString() {
            return PAGE;
        }
    }

    /** Makes a link. */
    @POST
    @Needs(value = Scope.READ, always = true)
    @Operation(
            summary = "Make a link that signs a browser in, with the scopes of the token; it works once, for a minute",
            description = "The answer's `path` follows the console's address")
    @APIResponse(responseCode = "200", description = "The link; only this answer shows it")
    public RestResponse<Link> make() {
        SecretText code = sessions.offer(caller.token()
                .orElseThrow(() -> ApiException.forbidden(
                        "a link needs a token of the console; who has a sign-in by OIDC opens /sign-in/oidc in the browser",
                        null)));
        return RestResponse.ResponseBuilder.ok(new Link(PAGE + "?code=" + code.text()))
                .header("Cache-Control", "no-store")
                .build();
    }
}

package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.List;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Stands before every resource, and before the body is read: what needs a token is not answered without it. */
class AccessCheck {
    private static final Logger LOG = Logger.getLogger(AccessCheck.class);

    @Inject
    AccessConfig config;

    @Inject
    Tokens tokens;

    @Inject
    Caller caller;

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        Need need = Need.of(request.getMethod(), resource.getResourceMethod());
        caller.needs(need, Need.looks(request.getMethod()));
        if (need.isOpen(config)) {
            return;
        }
        ApiToken token = token(request, need.scope());
        caller.is(token);
        if (!token.covers(need.scope())) {
            LOG.warnf("refused token %s, which lacks the scope %s", token.id, need.scope());
            throw ApiException.forbidden(
                    "the token " + token.id + " lacks the scope " + need.scope() + ": it has " + token.scopes
                            + "; an admin makes another one by imprimatur tokens create --scope " + need.scope(),
                    "Bearer error=\"insufficient_scope\", scope=\"" + need.scope() + "\"");
        }
    }

    private ApiToken token(ContainerRequestContext request, Scope needed) {
        List<String> headers = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        return Credentials.token(headers)
                .flatMap(tokens::used)
                .orElseThrow(() -> headers == null ? missing(needed) : wrong(needed));
    }

    private static ApiException missing(Scope needed) {
        return ApiException.unauthorized("this needs a token: " + howTo(needed), "Bearer");
    }

    private static ApiException wrong(Scope needed) {
        return ApiException.unauthorized(
                "this needs a token, and what came is none, has expired, or was revoked: " + howTo(needed),
                "Bearer error=\"invalid_token\"");
    }

    private static String howTo(Scope needed) {
        return "send the header Authorization: Bearer TOKEN, with a token of scope " + needed
                + " (the command line has it from IMPRIMATUR_TOKEN_FILE or IMPRIMATUR_TOKEN); an admin makes one by"
                + " imprimatur tokens create --scope " + needed;
    }
}

package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
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

    @Inject
    Visitor visitor;

    @ServerRequestFilter(priority = Priorities.AUTHENTICATION)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        Need need = Need.of(request.getMethod(), method);
        boolean looks = Need.looks(request.getMethod());
        boolean form = method != null && method.isAnnotationPresent(ByPage.class);
        caller.needs(need, looks, form);
        if (need.scope() == null) {
            return;
        }
        if (form) {
            signedIn(need);
        } else if (!need.isOpen(config) && !(looks && looksBySession(request, need))) {
            shown(request, need.scope());
        }
    }

    /** A form counts as the act of who signed in, also where it needs no sign-in. */
    private void signedIn(Need need) {
        Optional<Session> session = visitor.session();
        session.map(Session::token).ifPresent(token -> {
            caller.is(token);
            tokens.noteUse(token);
        });
        if (need.isOpen(config)) {
            return;
        }
        ApiToken token = session.map(Session::token)
                .orElseThrow(() -> ApiException.unauthorized(
                        "this needs a sign-in: ./imprimatur open makes a link; then repeat it", "Bearer"));
        require(token, need.scope());
    }

    /** A browser that signed in may look, where looking needs a token; a cookie is good for nothing else here. */
    private boolean looksBySession(ContainerRequestContext request, Need need) {
        return need.scope() == Scope.READ
                && !need.always()
                && request.getHeaders().get(HttpHeaders.AUTHORIZATION) == null
                && visitor.session().isPresent();
    }

    private void shown(ContainerRequestContext request, Scope needed) {
        ApiToken token = token(request, needed);
        caller.is(token);
        require(token, needed);
    }

    private static void require(ApiToken token, Scope needed) {
        if (!token.covers(needed)) {
            LOG.warnf("refused token %s, which lacks the scope %s", token.id, needed);
            throw ApiException.forbidden(
                    "the token " + token.id + " lacks the scope " + needed + ": it has " + token.scopes
                            + "; an admin makes another one by imprimatur tokens create --scope " + needed,
                    "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\"");
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
                + " imprimatur tokens create --scope " + needed
                + (needed == Scope.READ ? "; a browser signs in by ./imprimatur open" : "");
    }
}

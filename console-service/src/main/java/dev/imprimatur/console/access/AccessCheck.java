package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.httpaccess.Bearer;
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
    People people;

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
        } else if (need.isOpen(config)) {
            if (!looks || method != null && method.isAnnotationPresent(Personal.class)) {
                named(request, need.scope());
            }
        } else if (!(looks && looksBySession(request, need))) {
            shown(request, need.scope());
        }
    }

    /** A form counts as the act of who signed in, also where it needs no sign-in. */
    private void signedIn(Need need) {
        Optional<ApiToken> token = visitor.session().map(Session::token);
        token.ifPresent(shown -> {
            caller.is(Grant.of(shown));
            tokens.noteUse(shown);
        });
        if (!need.isOpen(config)) {
            require(
                    Grant.of(token.orElseThrow(() -> ApiException.unauthorized(
                            "this needs a sign-in, " + visitor.howToSignIn() + "; then repeat it", "Bearer"))),
                    need.scope());
        }
    }

    /** A browser that signed in may look at what its scopes allow; a cookie is good for nothing else here. */
    private boolean looksBySession(ContainerRequestContext request, Need need) {
        if (request.getHeaders().get(HttpHeaders.AUTHORIZATION) != null) {
            return false;
        }
        Optional<ApiToken> token = visitor.session().map(Session::token);
        token.ifPresent(shown -> {
            caller.looksAs(Grant.of(shown));
            require(Grant.of(shown), need.scope());
        });
        return token.isPresent();
    }

    /** Where none is needed, a token that counts still says who asks; any other is as good as none. */
    private void named(ContainerRequestContext request, Scope scope) {
        if (request.getHeaders().get(HttpHeaders.AUTHORIZATION) == null) {
            return;
        }
        try {
            caller.is(grant(request, scope));
        } catch (ApiException e) {
            LOG.debug("a token that is not needed does not count", e);
        }
    }

    private void shown(ContainerRequestContext request, Scope needed) {
        Grant grant = grant(request, needed);
        caller.is(grant);
        require(grant, needed);
    }

    private void require(Grant grant, Scope needed) {
        if (!grant.covers(needed)) {
            LOG.warnf("refused %s which lacks the scope %s", LogText.of(grant.holder()), needed);
            throw ApiException.forbidden(
                    grant.holder() + " lacks the scope " + needed + ": it has " + grant.held() + "; "
                            + people.howToGet(needed, grant),
                    "Bearer error=\"insufficient_scope\", scope=\"" + needed + "\"");
        }
    }

    private Grant grant(ContainerRequestContext request, Scope needed) {
        List<String> headers = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
        Optional<String> jwt = Bearer.of(headers).map(Bearer::text).filter(people::areShownBy);
        if (jwt.isPresent()) {
            return people.shown(jwt.get());
        }
        return Credentials.token(headers)
                .flatMap(tokens::used)
                .map(Grant::of)
                .orElseThrow(() -> headers == null ? missing(needed) : wrong(needed));
    }

    private ApiException missing(Scope needed) {
        return ApiException.unauthorized("this needs a token: " + howTo(needed), "Bearer");
    }

    private ApiException wrong(Scope needed) {
        return ApiException.unauthorized(
                "this needs a token, and what came is none, has expired, or was revoked: " + howTo(needed),
                "Bearer error=\"invalid_token\"");
    }

    private String howTo(Scope needed) {
        return "send the header Authorization: Bearer TOKEN, with a token of scope " + needed
                + " (the command line has it from IMPRIMATUR_TOKEN_FILE or IMPRIMATUR_TOKEN); an admin makes one by"
                + " imprimatur tokens create --scope " + needed
                + "; a browser signs in " + visitor.howToSignIn();
    }
}

package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.httpaccess.HttpConfig;
import dev.imprimatur.httpaccess.WriteRate;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;
import java.time.Clock;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Counts writes by the token that they show, or the person at the OIDC provider, and those without one by address. What
 * is refused for its token counts for nothing. Of links that sign in those count that are good for nothing, and apart:
 * a stranger cannot use up what others behind the same proxy may ask for, nor keep them from signing in.
 */
@ApplicationScoped
class RateCheck {
    private final WriteRate rate;
    private final WriteRate wrongLinks;

    @Inject
    Caller caller;

    @Inject
    CurrentVertxRequest current;

    RateCheck(HttpConfig config, Clock clock) {
        rate = new WriteRate(config.writesAMinute(), clock);
        wrongLinks = new WriteRate(config.writesAMinute(), clock);
    }

    /** After it is known who asks, and before that is written down. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    void check(ContainerRequestContext request, ResourceInfo resource) {
        if (Need.looks(request.getMethod()) || isOpen(resource.getResourceMethod())) {
            return;
        }
        String asker = asker();
        int wait = rate.take(asker);
        if (wait > 0) {
            throw ApiException.tooMany(rate.refusal(asker, wait), wait);
        }
    }

    /**
     * Counts a link that is good for nothing, by address; one that is good works however many there were.
     *
     * @throws ApiException if there were too many
     */
    void wrongLink() {
        String address = address();
        int wait = wrongLinks.take(address);
        if (wait > 0) {
            throw ApiException.tooMany(
                    "too many links that sign in no one came from the address " + address
                            + " in a minute; a new link works at once, others are looked at again in " + wait + " s",
                    wait);
        }
    }

    private static boolean isOpen(Method resource) {
        return resource != null && resource.isAnnotationPresent(Open.class);
    }

    private String asker() {
        return caller.token()
                .map(token -> "the token " + token)
                .or(() -> caller.subject()
                        .map(subject -> subject + " of " + caller.issuer().orElse("")))
                .orElseGet(() -> "the address " + address());
    }

    private String address() {
        return current.getCurrent().request().remoteAddress().hostAddress();
    }
}

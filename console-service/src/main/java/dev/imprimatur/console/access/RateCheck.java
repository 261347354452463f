package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.httpaccess.HttpConfig;
import dev.imprimatur.httpaccess.WriteRate;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Clock;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Counts writes by the token that allowed them, or the person at the OIDC provider, and those that need none by address. What is refused for its token counts for
 * nothing: a stranger cannot use up what others behind the same proxy may ask for.
 */
@ApplicationScoped
class RateCheck {
    private final WriteRate rate;

    @Inject
    Caller caller;

    @Inject
    CurrentVertxRequest current;

    RateCheck(HttpConfig config, Clock clock) {
        rate = new WriteRate(config.writesAMinute(), clock);
    }

    /** After it is known who asks, and before that is written down. */
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    void check(ContainerRequestContext request) {
        if (Need.looks(request.getMethod())) {
            return;
        }
        String asker = asker();
        int wait = rate.take(asker);
        if (wait > 0) {
            throw ApiException.tooMany(
                    "more than " + rate.aMinute() + " requests that change something came from " + asker
                            + " in a minute (imprimatur.http.writes-a-minute); ask again in " + wait + " s",
                    wait);
        }
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

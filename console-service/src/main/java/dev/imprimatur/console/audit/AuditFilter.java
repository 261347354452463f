package dev.imprimatur.console.audit;

import dev.imprimatur.console.access.Caller;
import dev.imprimatur.console.api.ApiError;
import dev.imprimatur.console.api.LogText;
import dev.imprimatur.httpaccess.WriteRate;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.net.URI;
import java.time.Clock;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Writes down each request that changes something: before it is done, or else it is not done, and what came of it. So
 * what a crash cut off is there too, without an outcome.
 */
@Singleton
class AuditFilter {
    private static final Logger LOG = Logger.getLogger(AuditFilter.class);
    /** Of one token, of one person of a provider, and of all without: what is refused must not fill the database. */
    private static final int REFUSALS_A_MINUTE = 60;

    @Inject
    Audit audit;

    @Inject
    Acting acting;

    @Inject
    Caller caller;

    @Inject
    CurrentVertxRequest current;

    private final WriteRate refusals;

    AuditFilter(Clock clock) {
        refusals = new WriteRate(REFUSALS_A_MINUTE, clock);
    }

    @ServerRequestFilter(priority = Priorities.AUTHORIZATION)
    void begin(ContainerRequestContext request) {
        if (caller.acts()) {
            acting.is(audit.begins(act(request), address(), caller));
        }
    }

    /** Before what went wrong becomes a page. */
    @ServerResponseFilter(priority = Priorities.USER + 1)
    void end(ContainerRequestContext request, ContainerResponseContext response) {
        if (!caller.acts()) {
            return;
        }
        String outcome = response.getEntity() instanceof ApiError error
                ? LogText.of(error.message())
                : made(response.getLocation());
        int status = response.getStatus();
        boolean kept = status < 400 || status >= 500 || refusals.take(asker()) == 0;
        try {
            if (acting.row() == null) {
                // What could not be begun, as the database is away, cannot be written down either.
                if (kept && status < 500) {
                    audit.refused(act(request), address(), caller, status, outcome);
                }
            } else if (kept) {
                audit.ended(acting.row(), status, outcome, caller);
            } else {
                audit.forget(acting.row());
            }
        } catch (RuntimeException e) {
            // It is done, so the answer stays what it is.
            LOG.errorf(e, "what came of %s cannot be written down", act(request));
        }
    }

    private String asker() {
        return caller.token().or(caller::subject).orElse("");
    }

    /** By which name the console is asked, is the asker's. */
    private static String made(URI location) {
        return location == null ? null : location.getPath();
    }

    private static String act(ContainerRequestContext request) {
        return LogText.of(
                request.getMethod() + " " + request.getUriInfo().getRequestUri().getRawPath());
    }

    private String address() {
        return current.getCurrent().request().remoteAddress().hostAddress();
    }
}

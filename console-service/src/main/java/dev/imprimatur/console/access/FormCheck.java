package dev.imprimatur.console.access;

import dev.imprimatur.console.api.ApiException;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.WithFormRead;
import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveContainerRequestContext;

/** A form of a browser that signed in counts only with what its own pages hold. */
class FormCheck {
    @Inject
    Visitor visitor;

    @ByPage
    @WithFormRead
    @ServerRequestFilter(priority = Priorities.AUTHENTICATION + 1)
    void check(ResteasyReactiveContainerRequestContext request, ResourceInfo resource) {
        // A link that is opened from elsewhere comes without the cookie that goes with its form then.
        if (resource.getResourceMethod().isAnnotationPresent(Open.class)) {
            return;
        }
        ResteasyReactiveRequestContext form = (ResteasyReactiveRequestContext) request.getServerRequestContext();
        visitor.session().ifPresent(session -> {
            if (!(form.getFormParameter(Reader.KEY, true, false) instanceof String key) || !session.sent(key)) {
                throw ApiException.forbidden(
                        "this form is of another session, or of none: go back, load the page again, and repeat it",
                        null);
            }
        });
    }
}

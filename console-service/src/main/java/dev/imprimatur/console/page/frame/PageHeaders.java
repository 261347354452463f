package dev.imprimatur.console.page.frame;

import dev.imprimatur.console.access.Caller;
import jakarta.inject.Inject;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * A page says who reads it, and some are for who signed in: no cache gives these to another reader, nor the part of a
 * page that htmx asked for to who goes back to the whole one.
 */
class PageHeaders {
    @Inject
    Caller caller;

    @ServerResponseFilter(priority = Priorities.USER - 1)
    void personal(ContainerResponseContext response) {
        boolean page =
                response.getMediaType() != null && response.getMediaType().isCompatible(MediaType.TEXT_HTML_TYPE);
        if (caller.looksBySession() || page) {
            response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
        if (page) {
            response.getHeaders().add(HttpHeaders.VARY, "HX-Request");
        }
    }
}

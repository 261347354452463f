package dev.imprimatur.console.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.imprimatur.oci.Digest;
import jakarta.inject.Inject;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;

/**
 * Gives each JSON answer to a GET of REST an entity tag that follows from its content, and answers
 * {@code If-None-Match} and {@code If-Match}. What is passed on as it comes has none.
 */
@Provider
public class EntityTags implements ContainerResponseFilter {
    private static final int DIGITS = 32;

    @Inject
    ObjectMapper json;

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) throws IOException {
        if (!isTagged(request, response)) {
            return;
        }
        String hash = Digest.of(json.writeValueAsBytes(response.getEntity())).value();
        EntityTag tag = new EntityTag(hash.substring(hash.length() - DIGITS));
        response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
        // Each reader asks again, and mostly hears that nothing changed.
        response.getHeaders().putSingle(HttpHeaders.CACHE_CONTROL, "no-cache");
        Response.ResponseBuilder unmet = request.getRequest().evaluatePreconditions(tag);
        if (unmet != null) {
            response.setStatus(unmet.build().getStatus());
            response.setEntity(null);
        }
    }

    private static boolean isTagged(ContainerRequestContext request, ContainerResponseContext response) {
        return request.getMethod().equals(HttpMethod.GET)
                && request.getUriInfo().getPath().startsWith("/api/")
                && response.getStatus() == Response.Status.OK.getStatusCode()
                && response.hasEntity()
                && !(response.getEntity() instanceof InputStream)
                && MediaType.APPLICATION_JSON_TYPE.isCompatible(response.getMediaType());
    }
}

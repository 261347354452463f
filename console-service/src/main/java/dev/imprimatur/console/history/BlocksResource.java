package dev.imprimatur.console.history;

import dev.imprimatur.console.access.Needs;
import dev.imprimatur.console.access.Scope;
import dev.imprimatur.console.answer.Blocked;
import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.audit.Acting;
import dev.imprimatur.httpaccess.TextLimit;
import dev.imprimatur.oci.Digest;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.RestResponse;

/** Digests that are not published again. */
@Path("/api/blocks")
@Produces(MediaType.APPLICATION_JSON)
public class BlocksResource {
    @Inject
    PublisherClient publisher;

    @Inject
    Acting acting;

    /** The blocked digests. */
    @GET
    @Operation(summary = "Blocked digests, newest first: which, of what image, who blocked it and why")
    @APIResponseSchema(value = Blocked[].class, responseCode = "200", responseDescription = "All of them")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> blocks() throws InterruptedException {
        return publisher.ask("GET", "/api/blocks", Map.of());
    }

    /** Blocks a digest. */
    @PUT
    @Path("{digest}")
    @Needs(Scope.ROLLBACK)
    @Operation(summary = "Block a digest: it is not published again; tags that have it keep it")
    @APIResponseSchema(value = Blocked.class, responseCode = "200", responseDescription = "It is blocked")
    @APIResponse(responseCode = "400", description = "It is no digest, or a text is too long")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> block(String digest, @QueryParam("reason") String reason, @QueryParam("by") String by)
            throws InterruptedException {
        Map<String, String> query = new HashMap<>();
        query.put("reason", ApiException.checked(TextLimit.REASON, "reason", reason));
        query.put("by", ApiException.checked(TextLimit.PERSON, "by", by));
        Digest blocked = checked(digest);
        acting.on(digest, reason, by);
        return publisher.ask("PUT", "/api/blocks/" + blocked, query);
    }

    /** Unblocks a digest. */
    @DELETE
    @Path("{digest}")
    @Needs(Scope.ROLLBACK)
    @Operation(summary = "Unblock a digest")
    @APIResponse(responseCode = "400", description = "It is no digest")
    @APIResponse(responseCode = "204", description = "It is not blocked any more")
    @APIResponse(responseCode = "404", description = "It is not blocked")
    @APIResponse(responseCode = "502", description = "The publisher does not answer")
    public RestResponse<String> unblock(String digest) throws InterruptedException {
        return publisher.ask("DELETE", "/api/blocks/" + checked(digest), Map.of());
    }

    /**
     * Unblocks a digest, unless it is not blocked any more.
     *
     * @throws ApiException if the publisher does not say that it did
     */
    public void unblocked(String digest) {
        try {
            unblock(digest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.unreachable("the console is stopping");
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** It becomes part of the publisher's address, so nothing else may stand there. */
    private static Digest checked(String digest) {
        try {
            return new Digest(digest);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid("digest", "expected sha256: and 64 hex digits");
        }
    }
}

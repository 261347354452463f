package dev.imprimatur.publisher.block;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.httpaccess.TextLimit;
import dev.imprimatur.messaging.rest.BadRequests;
import dev.imprimatur.oci.Digest;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The blocked digests. */
@Path("/api/blocks")
@Produces(MediaType.APPLICATION_JSON)
public class BlocksResource {
    @Inject
    Blocks blocks;

    /**
     * A blocked digest.
     *
     * @param digest which
     * @param image the image that it was, or null
     * @param reason why, or null
     * @param blockedBy who blocked it, or null
     * @param blockedAt when
     */
    public record Entry(String digest, ImageKey image, String reason, String blockedBy, Instant blockedAt) {}

    /** All of them, newest first. */
    @GET
    @Transactional
    public List<Entry> blocks() {
        return BlockedDigest.<BlockedDigest>list("order by blockedAt desc").stream()
                .map(BlocksResource::entry)
                .toList();
    }

    /** Blocks a digest; what is published already stays. */
    @PUT
    @Path("{digest}")
    @Transactional
    public Entry block(String digest, @QueryParam("reason") String reason, @QueryParam("by") String by) {
        BlockedDigest.block(
                checked(digest),
                null,
                checked(TextLimit.REASON, "reason", reason),
                checked(TextLimit.PERSON, "by", by));
        return entry(BlockedDigest.findById(digest));
    }

    /** Unblocks a digest. */
    @DELETE
    @Path("{digest}")
    @Transactional
    public void unblock(String digest) {
        if (!blocks.lift(checked(digest))) {
            throw BadRequests.notFound(digest + " is not blocked; GET /api/blocks lists what is");
        }
    }

    private static Entry entry(BlockedDigest blocked) {
        return new Entry(blocked.digest, blocked.image, blocked.reason, blocked.blockedBy, blocked.blockedAt);
    }

    private static Digest checked(String digest) {
        return BadRequests.checked(() -> new Digest(digest));
    }

    private static String checked(TextLimit limit, String field, String text) {
        return BadRequests.checked(() -> limit.check(field, text));
    }
}

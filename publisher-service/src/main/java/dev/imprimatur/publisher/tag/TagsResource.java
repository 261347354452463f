package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.column.KnownForm;
import dev.imprimatur.messaging.rest.BadRequests;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.Repository;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** The published tags. */
@Path("/api/tags")
@Produces(MediaType.APPLICATION_JSON)
public class TagsResource {

    /**
     * A published tag.
     *
     * @param reference its full reference
     * @param digest what it points to
     * @param image the image of the catalogue that holds it
     * @param rebuildId the rebuild that set it last
     * @param since since when it points to this digest
     */
    public record Entry(String reference, Digest digest, ImageKey image, RebuildId rebuildId, Instant since) {}

    /** The tags of this repository, or those that point to one of these digests, or all. */
    @GET
    @Transactional
    public List<Entry> tags(@QueryParam("repository") String repository, @QueryParam("digest") List<String> digests) {
        return find(repository, digests).stream()
                .map(tag -> new Entry(tag.reference, tag.digest, tag.image, tag.rebuildId, tag.since))
                .toList();
    }

    private static List<HeldTag> find(String repository, List<String> digests) {
        if (!digests.isEmpty()) {
            return HeldTag.list(
                    "digest in ?1 order by reference",
                    digests.stream()
                            .flatMap(digest -> KnownForm.of(digest, Digest::new).stream())
                            .toList());
        }
        return repository == null
                ? HeldTag.list("order by reference")
                : HeldTag.list("repository = ?1 order by reference", checked(repository));
    }

    private static Repository checked(String repository) {
        try {
            return new Repository(repository);
        } catch (IllegalArgumentException e) {
            throw BadRequests.refused("query parameter 'repository': " + e.getMessage());
        }
    }
}

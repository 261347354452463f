package dev.imprimatur.console.feed;

import dev.imprimatur.console.api.ApiException;
import dev.imprimatur.console.timeline.RecordedEvent;
import dev.imprimatur.events.Topic;
import dev.imprimatur.oci.Repository;
import dev.imprimatur.oci.Tag;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Atom feeds of what was published. */
@Path("/feeds")
@Produces("application/atom+xml")
public class FeedsResource {
    private static final int ENTRIES = 50;
    /**
     * The publications that set a tag of a repository, whatever registry it is in. A rebuild that changed nothing
     * announces tags that stayed, which is no news. No JSON of PostgreSQL takes the character 0, which an image's
     * package can have in its version.
     */
    private static final String FIND = """
            select event.* from event
            cross join lateral (select replace(json, '\\u0000', '\\ufffd')::jsonb as said) published
            where topic = :topic
              and exists (select 1 from jsonb_array_elements(coalesce(said -> 'tags', '[]')) tag
                          where substr(tag ->> 'reference', strpos(tag ->> 'reference', '/') + 1) like :repository || ':' || :tag
                            and (said ->> 'unchanged' is distinct from 'true'
                                 or tag ->> 'previous' is distinct from said ->> 'digest'))
            order by seq desc
            limit :limit""";

    @Inject
    EntityManager entities;

    @Context
    UriInfo request;

    /** The newest publications of a repository, or of one tag of it. */
    @GET
    @Path("{repository:.+}.atom")
    @Transactional
    @APIResponse(responseCode = "200", description = "The feed")
    @APIResponse(responseCode = "400", description = "It is no repository, or no tag")
    @APIResponse(responseCode = "404", description = "Nothing was published so: the name may be wrong")
    @Operation(summary = "What was published to a repository, or as one tag of it, as an Atom feed")
    public String feed(String repository, @QueryParam("tag") String tag) {
        String name = checked(repository, tag);
        List<Publication> publications = find(repository, tag).stream()
                .map(event -> Publication.of(event, new Repository(repository)))
                .toList();
        if (publications.isEmpty()) {
            throw ApiException.notFound("nothing was published as " + name
                    + " yet, or not in the time that events are kept; GET /api/images lists what is published");
        }
        return AtomFeed.text(request.getRequestUri(), name, publications);
    }

    @SuppressWarnings("unchecked")
    private List<RecordedEvent> find(String repository, String tag) {
        return entities.createNativeQuery(FIND, RecordedEvent.class)
                .setParameter("topic", Topic.PUBLISH_COMPLETED.topic())
                .setParameter("repository", escaped(repository))
                .setParameter("tag", tag == null ? "%" : escaped(tag))
                .setParameter("limit", ENTRIES)
                .getResultList();
    }

    private static String checked(String repository, String tag) {
        try {
            return tag == null
                    ? new Repository(repository).toString()
                    : Tag.parse(repository + ":" + tag).toString();
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(tag == null ? "repository" : "tag", e.getMessage());
        }
    }

    private static String escaped(String text) {
        return text.replace("_", "\\_");
    }
}

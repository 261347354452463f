package dev.imprimatur.publisher.history;

import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.rest.BadRequests;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.publisher.revision.Revision;
import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.soabase.recordbuilder.core.RecordBuilder;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tags pointed to. */
@Path("/api/tags/history")
@Produces(MediaType.APPLICATION_JSON)
public class HistoryResource {
    private static final Pattern DIGEST = Pattern.compile("(?:.*@)?(sha256:[a-f0-9]{64})");
    private static final String OF_A_TAG = "(reference = ?1 or substring(reference, locate('/', reference) + 1) = ?1)";
    private static final String NEWEST_FIRST = " order by since desc, reference, id desc";

    /**
     * A time during which a tag pointed to one digest.
     *
     * @param reference the tag's full reference
     * @param digest what it pointed to
     * @param image the image of the catalogue that held it
     * @param revision which revision of that image the digest is, or null if it was published before there were any
     * @param rebuildId the rebuild that made the digest
     * @param reason why the tag was moved, or null
     * @param since from when
     * @param until to when, or null if it still does
     */
    @RecordBuilder
    public record Entry(
            String reference,
            Digest digest,
            String image,
            Integer revision,
            RebuildId rebuildId,
            String reason,
            Instant since,
            Instant until) {}

    /**
     * The periods of a tag with or without its registry, of a digest, or of an image; newest first, so many at most.
     */
    @GET
    @Transactional
    public List<Entry> history(@QueryParam("reference") String reference, @QueryParam("limit") Integer limit) {
        if (reference == null || reference.isBlank()) {
            throw BadRequests.refused(
                    "query parameter 'reference': expected a tag, a digest, or family/version/variant");
        }
        if (limit != null && limit < 1) {
            throw BadRequests.refused("query parameter 'limit': expected 1 or more, not " + limit);
        }
        PanacheQuery<TagPeriod> found = find(reference);
        List<TagPeriod> periods = (limit == null ? found : found.page(0, limit)).list();
        if (periods.isEmpty()) {
            throw BadRequests.notFound(
                    "no tag of '" + reference + "' was ever set; GET /api/tags lists published tags");
        }
        return periods.stream().map(HistoryResource::entry).toList();
    }

    /** Each kind of reference has its own condition, so that an index serves it: the history grows for ever. */
    private static PanacheQuery<TagPeriod> find(String reference) {
        Matcher digest = DIGEST.matcher(reference);
        if (digest.matches()) {
            return TagPeriod.find("digest = ?1" + NEWEST_FIRST, new Digest(digest.group(1)));
        }
        String condition = reference.contains(":") ? OF_A_TAG : "image = ?1";
        return TagPeriod.find(condition + NEWEST_FIRST, reference);
    }

    private static Entry entry(TagPeriod period) {
        return HistoryResourceEntryBuilder.builder()
                .reference(period.reference)
                .digest(period.digest)
                .image(period.image)
                .revision(Revision.number(ImageKey.parse(period.image), period.digest)
                        .orElse(null))
                .rebuildId(period.rebuildId)
                .reason(period.reason)
                .since(period.since)
                .until(period.until)
                .build();
    }
}

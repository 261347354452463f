package dev.imprimatur.publisher.publication;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.messaging.column.KnownForm;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.places.Places;
import io.soabase.recordbuilder.core.RecordBuilder;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Publications and how far they are. */
@Path("/api/publications")
@Produces(MediaType.APPLICATION_JSON)
public class PublicationsResource {
    private static final int MOST = 200;

    @Inject
    Places places;

    /**
     * A publication.
     *
     * @param rebuildId the rebuild
     * @param image the image
     * @param digest what is to be published, or is
     * @param unchanged whether that was published before, since the rebuild changed nothing
     * @param state how far it is: open, restoring, tagged, published, failed or rejected
     * @param attempts how often it was tried; what a sick place or the stop of a publisher ended does not count
     * @param failure why it was not published, or null
     * @param receivedAt when the verdict came
     * @param finishedAt when it ended, or null
     * @param waitingFor the sick place that it waits for, or null
     */
    @RecordBuilder
    public record Entry(
            RebuildId rebuildId,
            ImageKey image,
            Digest digest,
            boolean unchanged,
            String state,
            long attempts,
            FailureReport failure,
            Instant receivedAt,
            Instant finishedAt,
            String waitingFor) {}

    /** The publications of this rebuild, or the latest ones. */
    @GET
    @Transactional
    public List<Entry> publications(@QueryParam("rebuild") String rebuild) {
        List<Publication> publications = rebuild == null
                ? Publication.<Publication>find("order by sequence desc")
                        .page(0, MOST)
                        .list()
                : KnownForm.of(rebuild, RebuildId::new)
                        .map(id -> Publication.<Publication>list("rebuildId = ?1 order by image", id))
                        .orElse(List.of());
        return publications.stream().map(this::entry).toList();
    }

    private Entry entry(Publication publication) {
        return PublicationsResourceEntryBuilder.builder()
                .rebuildId(publication.rebuildId)
                .image(publication.image)
                .digest(publication.digest)
                .unchanged(publication.changedNothing())
                .state(publication.state.name().toLowerCase(Locale.ROOT))
                .attempts(PublicationAttempt.count("publicationId = ?1 and not free", publication.id))
                .failure(publication.failure)
                .receivedAt(publication.receivedAt)
                .finishedAt(publication.finishedAt)
                .waitingFor(waitingFor(publication))
                .build();
    }

    private String waitingFor(Publication publication) {
        if (publication.finished() || PublicationAttempt.isOpen(publication.id)) {
            return null;
        }
        return places.waitedFor(publication.waitingFor);
    }
}

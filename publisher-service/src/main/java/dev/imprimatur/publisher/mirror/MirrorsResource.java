package dev.imprimatur.publisher.mirror;

import dev.imprimatur.events.FailureReport;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Registry;
import dev.imprimatur.publisher.ProductionRegistries;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;

/** What mirrors lack. */
@Path("/api/mirrors")
@Produces(MediaType.APPLICATION_JSON)
public class MirrorsResource {
    private static final int MOST = 200;

    @Inject
    ProductionRegistries registries;

    @Inject
    Outages outages;

    /**
     * A mirror.
     *
     * @param registry its host and port
     * @param waiting how many publications it lacks
     * @param since since when it lacks the oldest of them, or null
     * @param failure why it does not do its part at present, or null
     * @param images what it lacks, the oldest first, at most 200
     */
    public record Entry(String registry, long waiting, Instant since, FailureReport failure, List<Missing> images) {}

    /**
     * What a mirror lacks.
     *
     * @param image the image of the catalogue
     * @param publication the publication, {@code rebuild/family/version/variant}
     * @param since when it was to be there
     * @param attempts how often it was tried
     * @param failure why the last try failed, or null
     */
    public record Missing(ImageKey image, String publication, Instant since, int attempts, FailureReport failure) {}

    /** Every mirror that is configured. */
    @GET
    @Transactional
    public List<Entry> mirrors() {
        return registries.mirrors().stream().map(this::entry).toList();
    }

    private Entry entry(Registry mirror) {
        List<MirrorCopy> waiting = MirrorCopy.waiting(mirror).page(0, MOST).list();
        return new Entry(
                mirror.host(),
                MirrorCopy.waiting(mirror).count(),
                waiting.isEmpty() ? null : waiting.getFirst().notedAt,
                outages.of(mirror).map(Outages.Outage::why).orElse(null),
                waiting.stream()
                        .map(copy ->
                                new Missing(copy.image, copy.publicationId, copy.notedAt, copy.attempts, copy.failure))
                        .toList());
    }
}

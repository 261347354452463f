package dev.imprimatur.renderer.rebuild;

import dev.imprimatur.renderer.ApiError;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.resteasy.reactive.RestResponse;

/** Images that wait for their bases, so that they are in no queue yet. */
@Path("/api/queue/held")
@Produces(MediaType.APPLICATION_JSON)
public class HeldImagesResource {
    private static final int MOST = 500;
    private static final String WAITING =
            " from RebuildImage i join Rebuild r on r.id = i.rebuildId where i.state = ?1 and r.state = ?2";
    private static final String UNPUBLISHED = "select concat(i.rebuildId, ' ', i.image) from RebuildImage i"
            + " where i.rebuildId in ?1 and i.image in ?2 and i.state <> ?3";

    /**
     * An image that waits.
     *
     * @param rebuildId the rebuild
     * @param image the image
     * @param bases those of its bases that this rebuild is to publish first; none if it is about to be rendered
     */
    public record Held(String rebuildId, String image, List<String> bases) {}

    /**
     * A part of them.
     *
     * @param images in the order of rebuilds and plans
     * @param waiting how many there are
     */
    public record Part(List<Held> images, long waiting) {}

    /** A part of the images that wait. */
    @GET
    @Transactional
    public RestResponse<?> held(
            @QueryParam("first") @DefaultValue("0") int first, @QueryParam("limit") @DefaultValue("100") int limit) {
        if (first < 0 || limit < 1 || limit > MOST) {
            return ApiError.response(400, "invalid", "limit: expected 1 to " + MOST + ", and first from 0");
        }
        List<Held> rows = RebuildImage.getEntityManager()
                .createQuery(
                        "select i.rebuildId, i.image, i.parents" + WAITING
                                + " order by r.requestedAt, r.id, i.position",
                        Object[].class)
                .setParameter(1, RebuildImage.State.WAITING)
                .setParameter(2, Rebuild.State.RUNNING)
                .setFirstResult(first)
                .setMaxResults(limit)
                .getResultStream()
                .map(row -> new Held((String) row[0], (String) row[1], lines((String) row[2])))
                .toList();
        long waiting = RebuildImage.getEntityManager()
                .createQuery("select count(*)" + WAITING, Long.class)
                .setParameter(1, RebuildImage.State.WAITING)
                .setParameter(2, Rebuild.State.RUNNING)
                .getSingleResult();
        return RestResponse.ok(new Part(onlyUnpublished(rows), waiting));
    }

    private static List<Held> onlyUnpublished(List<Held> rows) {
        Set<String> bases = rows.stream().flatMap(row -> row.bases().stream()).collect(Collectors.toSet());
        Set<String> unpublished = bases.isEmpty()
                ? Set.of()
                : new HashSet<>(RebuildImage.getEntityManager()
                        .createQuery(UNPUBLISHED, String.class)
                        .setParameter(
                                1, rows.stream().map(Held::rebuildId).distinct().toList())
                        .setParameter(2, bases)
                        .setParameter(3, RebuildImage.State.PUBLISHED)
                        .getResultList());
        return rows.stream()
                .map(row -> new Held(
                        row.rebuildId(),
                        row.image(),
                        row.bases().stream()
                                .filter(base -> unpublished.contains(row.rebuildId() + " " + base))
                                .toList()))
                .toList();
    }

    private static List<String> lines(String parents) {
        return Arrays.stream(Objects.requireNonNullElse(parents, "").split("\n"))
                .filter(line -> !line.isBlank())
                .toList();
    }
}

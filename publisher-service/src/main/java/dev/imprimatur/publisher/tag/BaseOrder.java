package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.events.ImageKey;
import dev.imprimatur.oci.Digest;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which of two candidates was rendered on older bases. A base that was published here is as old as the last
 * publication after which its image had that digest. For bases from outside, and where the catalogue made another image
 * of the same repository the base, the candidate that was rendered first counts as older.
 */
@ApplicationScoped
class BaseOrder {
    private static final String PLACES = """
        select publication.image, max(publication.place) from Publication publication
         where publication.digest = ?1 and publication.state in (TAGGED, PUBLISHED) and publication.place is not null
         group by publication.image\
        """;

    @Inject
    EntityManager database;

    /** A base of the candidate that is older than that of the other one; part of the current transaction. */
    Optional<ImageReference> older(Candidate candidate, Candidate other) {
        List<ImageReference> replaced = others(other, candidate);
        return others(candidate, other).stream()
                .filter(base -> isOlder(
                        base,
                        replaced.stream()
                                .filter(known -> known.repository().equals(base.repository()))
                                .toList(),
                        renderedBefore(candidate, other)))
                .findFirst();
    }

    /** The bases of the first one that the second one does not have. */
    private static List<ImageReference> others(Candidate first, Candidate second) {
        Set<Digest> known = second.bases().stream().map(ImageReference::digest).collect(Collectors.toSet());
        return first.bases().stream()
                .filter(base -> !known.contains(base.digest()))
                .toList();
    }

    private boolean isOlder(ImageReference base, List<ImageReference> replaced, boolean renderedBefore) {
        if (replaced.isEmpty()) {
            return false;
        }
        Map<ImageKey, Long> places = places(base);
        List<Boolean> older = replaced.stream()
                .flatMap(known -> places(known).entrySet().stream())
                .filter(known -> places.containsKey(known.getKey()))
                .map(known -> places.get(known.getKey()) < known.getValue())
                .toList();
        return older.isEmpty() ? renderedBefore : older.contains(true);
    }

    private static boolean renderedBefore(Candidate candidate, Candidate other) {
        return candidate.rendered() != null && other.rendered() != null && candidate.rendered() < other.rendered();
    }

    /** The images that were published with this digest, each with the place of the last publication that did so. */
    private Map<ImageKey, Long> places(ImageReference base) {
        return database.createQuery(PLACES, Tuple.class)
                .setParameter(1, base.digest())
                .getResultStream()
                .collect(Collectors.toMap(row -> row.get(0, ImageKey.class), row -> row.get(1, Long.class)));
    }
}

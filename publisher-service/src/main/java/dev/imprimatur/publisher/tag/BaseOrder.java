package dev.imprimatur.publisher.tag;

import dev.imprimatur.events.Candidate;
import dev.imprimatur.oci.ImageReference;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.Optional;

/**
 * Which of two candidates was rendered on older bases. A base that is published here is as old as the last publication that
 * left it published; of others the one counts as older whose candidate was rendered first.
 */
@ApplicationScoped
class BaseOrder {
    private static final String PLACE = """
        select max(publication.place) from publication
         where publication.digest = ?1 and publication.state in ('TAGGED', 'PUBLISHED')\
        """;

    @Inject
    EntityManager database;

    /** A base of the candidate that is older than the one that the other has; part of the current transaction. */
    Optional<ImageReference> older(Candidate candidate, Candidate other) {
        return candidate.bases().stream()
                .filter(base -> other.bases().stream()
                        .filter(known -> known.repository().equals(base.repository()))
                        .filter(known -> !known.digest().equals(base.digest()))
                        .anyMatch(known -> isOlder(base, candidate, known, other)))
                .findFirst();
    }

    private boolean isOlder(ImageReference base, Candidate candidate, ImageReference known, Candidate other) {
        Long place = place(base);
        Long otherPlace = place(known);
        if (place != null && otherPlace != null) {
            return place < otherPlace;
        }
        return candidate.rendered() != null && other.rendered() != null && candidate.rendered() < other.rendered();
    }

    private Long place(ImageReference base) {
        return (Long) database.createNativeQuery(PLACE, Long.class)
                .setParameter(1, base.digest().value())
                .getSingleResult();
    }
}

package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.publisher.PublisherConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of publications that wait. */
@ApplicationScoped
class QueuedPublications implements QueueDetails {
    private static final String FIND = "select p.id, p.rebuildId, p.image, p.waitingFor,"
            + " (select count(*) from PublicationAttempt a"
            + " where a.publicationId = p.id and a.failure is not null and a.free = false)"
            + " from Publication p where p.id in ?1";

    @Inject
    PublisherConfig config;

    @Inject
    Places places;

    @Inject
    PublishWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        String sick = places.sick().stream().map(Sick::place).findFirst().orElse(null);
        return Publication.getEntityManager()
                .createQuery(FIND, Object[].class)
                .setParameter(1, ids)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0],
                        row -> new Detail(
                                (String) row[1],
                                (String) row[2],
                                (long) row[4],
                                config.attempts(),
                                row[3] == null ? sick : (String) row[3])));
    }
}

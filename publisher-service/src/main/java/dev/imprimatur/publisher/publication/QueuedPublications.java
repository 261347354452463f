package dev.imprimatur.publisher.publication;

import dev.imprimatur.messaging.work.QueueDetails;
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
    private static final String FIND = "select p.id, p.rebuildId, p.image,"
            + " (select count(*) from PublicationAttempt a where a.publicationId = p.id and a.failure is not null)"
            + " from Publication p where p.id in ?1";

    @Inject
    PublisherConfig config;

    @Inject
    PublishWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        return Publication.getEntityManager()
                .createQuery(FIND, Object[].class)
                .setParameter(1, ids)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0],
                        row -> new Detail((String) row[1], (String) row[2], (long) row[3], config.attempts(), null)));
    }
}

package dev.imprimatur.attempts.view;

import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.places.Places;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** Describes queued work by its attempts and by the sick place that it waits for. */
public abstract class QueuedAttempts implements QueueDetails {
    @Inject
    EntityManager database;

    @Inject
    Places places;

    /**
     * The query in HQL, without events that may be large: of those with an id in {@code ?1} the id, the rebuild, the
     * image, the noted place, and how many attempts failed of themselves.
     */
    protected abstract String query();

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        return database.createQuery(query(), Object[].class)
                .setParameter(1, ids)
                .getResultStream()
                .collect(Collectors.toMap(
                        row -> (String) row[0],
                        row -> new Detail(
                                row[1].toString(),
                                row[2].toString(),
                                (long) row[4],
                                // That depends on why the next one fails.
                                null,
                                places.waitedFor((String) row[3]))));
    }
}

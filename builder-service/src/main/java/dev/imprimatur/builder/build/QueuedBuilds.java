package dev.imprimatur.builder.build;

import dev.imprimatur.builder.BuilderConfig;
import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of builds that wait, without the events that asked for them, which may be large. */
@ApplicationScoped
class QueuedBuilds implements QueueDetails {
    private static final String FIND = "select b.id, b.rebuildId, b.image, b.waitingFor,"
            + " (select count(*) from BuildAttempt a where a.build = b and a.failure is not null and a.free = false)"
            + " from Build b where b.id in ?1";

    @Inject
    EntityManager database;

    @Inject
    BuilderConfig config;

    @Inject
    Places places;

    @Inject
    BuildWork work;

    @Override
    public String kind() {
        return work.name();
    }

    @Override
    @Transactional
    public Map<String, Detail> of(Collection<String> ids) {
        String sick = places.sick().stream().map(Sick::place).findFirst().orElse(null);
        return database.createQuery(FIND, Object[].class)
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

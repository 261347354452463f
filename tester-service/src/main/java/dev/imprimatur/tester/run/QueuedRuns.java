package dev.imprimatur.tester.run;

import dev.imprimatur.messaging.work.QueueDetails;
import dev.imprimatur.places.Places;
import dev.imprimatur.places.Sick;
import dev.imprimatur.tester.TesterConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What is known of images that wait for their tests, without the events that brought them, which may be large. */
@ApplicationScoped
class QueuedRuns implements QueueDetails {
    private static final String FIND = "select r.id, r.rebuildId, r.image, r.waitingFor,"
            + " (select count(*) from TestAttempt a where a.run = r and a.failure is not null and a.free = false)"
            + " from TestRun r where r.id in ?1";

    @Inject
    EntityManager database;

    @Inject
    TesterConfig config;

    @Inject
    Places places;

    @Inject
    TestWork work;

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

package dev.imprimatur.console.intake;

import dev.imprimatur.console.page.frame.Positions;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventIdentity;
import dev.imprimatur.events.RebuildRequested;
import dev.imprimatur.events.RollbackRequested;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the rebuilds and rollbacks of which Kafka has everything that the console recorded. Each partition of each
 * topic drops old events at a time of its own, and a request can name the id of an old rebuild: that Kafka has the
 * request says nothing of the rest.
 */
@ApplicationScoped
class WholeRebuilds {
    private static final String RECORDED = "select topic, event_id, count(*) from event"
            + " where rebuild_id = :id and seq <= :last group by topic, event_id";

    @Inject
    PastEvents past;

    @Inject
    Positions positions;

    @Inject
    EntityManager entities;

    /**
     * What was found.
     *
     * @param whole the ids of those that Kafka has from their request on
     * @param kept how many others it has the request of
     */
    record Found(Set<String> whole, int kept) {}

    /** Those of this moment. */
    Found find() {
        // What is recorded after this is read from Kafka meanwhile, so Kafka has it.
        long last = positions.now().seq();
        Map<String, Set<EventIdentity>> there = new HashMap<>();
        Set<String> requested = new TreeSet<>();
        past.parts(part -> part.forEach(handled -> {
            Event event = handled.received().event();
            String id = event.rebuildId().value();
            there.computeIfAbsent(id, any -> new HashSet<>())
                    .add(handled.received().identity());
            if (event instanceof RebuildRequested || event instanceof RollbackRequested) {
                requested.add(id);
            }
        }));
        Set<String> whole = new TreeSet<>(requested);
        whole.removeIf(id -> lacksAny(id, last, there.get(id)));
        return new Found(whole, requested.size() - whole.size());
    }

    private boolean lacksAny(String id, long last, Set<EventIdentity> there) {
        List<?> recorded = QuarkusTransaction.requiringNew()
                .call(() -> entities.createNativeQuery(RECORDED)
                        .setParameter("id", id)
                        .setParameter("last", last)
                        .getResultList());
        // Two senders may have given the same id.
        Map<List<Object>, Long> found = there.stream()
                .collect(Collectors.groupingBy(each -> List.of(each.topic(), each.id()), Collectors.counting()));
        return recorded.stream()
                .map(Object[].class::cast)
                .anyMatch(row -> found.getOrDefault(List.of(row[0], row[1]), 0L) < ((Number) row[2]).longValue());
    }
}

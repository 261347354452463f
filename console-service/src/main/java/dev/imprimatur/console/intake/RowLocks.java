package dev.imprimatur.console.intake;

import dev.imprimatur.console.rebuild.Rebuild;
import dev.imprimatur.console.rollback.Rollback;
import dev.imprimatur.events.BuildCompleted;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.MirrorCompleted;
import dev.imprimatur.events.PublishCompleted;
import dev.imprimatur.events.RebuildCompleted;
import dev.imprimatur.events.RebuildId;
import dev.imprimatur.events.RenderCompleted;
import dev.imprimatur.events.RollbackCompleted;
import dev.imprimatur.events.RollbackOrdered;
import dev.imprimatur.events.RollbackRequested;
import dev.imprimatur.events.TestCompleted;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Locks every row that events change, in one order, in which whatever else changes them locks too: rebuilds, rollbacks,
 * runs of images, failures. Only then comes the order of events: who has that waits for no row any more.
 */
@ApplicationScoped
class RowLocks {
    /**
     * Those of the events' own images, also all that the end of a rebuild names, and those that published the same or
     * confirm it.
     */
    private static final String RUNS = """
            select id from image_run where id in (
                select run.id from unnest(cast(:rebuilds as text[]), cast(:images as text[])) as own (rebuild_id, image)
                join image_run run using (rebuild_id, image)
                union select run.id from image_run run where rebuild_id = any (cast(:ended as text[]))
                union select run.id from unnest(cast(:published as text[]), cast(:digests as text[])) as made (image, digest)
                join image_run run on run.image = made.image and made.digest in (run.digest, run.stays))
            order by id for no key update""";

    /** A build that passes shows that those of the same inputs were flakes. */
    private static final String FAILURES = """
            select id from step_failure
            where stage = 'build'
              and (image, build_id) in (select * from unnest(cast(:images as text[]), cast(:builds as text[])))
            order by id for no key update""";

    @Inject
    EntityManager entities;

    @Inject
    TransactionSynchronizationRegistry transactions;

    /** Locks what this event changes, unless the transaction has locked that of several already. */
    void take(Event event) {
        if (transactions.getResource(RowLocks.class) == null) {
            take(List.of(event));
        }
    }

    /** Locks what these change that are applied in this transaction. */
    void take(List<Event> events) {
        ids(
                        events,
                        event -> !isOfRollback(event)
                                && !(event instanceof MirrorCompleted || event instanceof RollbackOrdered))
                .forEach(Rebuild::locked);
        ids(events, RowLocks::isOfRollback).forEach(Rollback::locked);
        runs(events);
        failures(of(events, BuildCompleted.class));
        transactions.putResource(RowLocks.class, "taken");
    }

    private static boolean isOfRollback(Event event) {
        return event instanceof RollbackRequested || event instanceof RollbackCompleted;
    }

    private static List<RebuildId> ids(List<Event> events, Predicate<Event> which) {
        return events.stream()
                .filter(which)
                .map(Event::rebuildId)
                .distinct()
                .sorted(Comparator.comparing(RebuildId::value))
                .toList();
    }

    private void runs(List<Event> events) {
        List<Event> own = events.stream().filter(RowLocks::isOfRun).toList();
        List<RebuildCompleted> ended = of(events, RebuildCompleted.class);
        List<PublishCompleted> published = of(events, PublishCompleted.class);
        if (own.isEmpty() && ended.isEmpty()) {
            return;
        }
        entities.createNativeQuery(RUNS)
                .setParameter("rebuilds", texts(own, event -> event.rebuildId().value()))
                .setParameter("images", texts(own, Event::key))
                .setParameter("ended", texts(ended, event -> event.rebuildId().value()))
                .setParameter("published", texts(published, Event::key))
                .setParameter(
                        "digests", texts(published, event -> event.digest().value()))
                .getResultList();
    }

    private static boolean isOfRun(Event event) {
        return event instanceof RenderCompleted
                || event instanceof BuildCompleted
                || event instanceof TestCompleted
                || event instanceof PublishCompleted;
    }

    private void failures(List<BuildCompleted> built) {
        if (!built.isEmpty()) {
            entities.createNativeQuery(FAILURES)
                    .setParameter("images", texts(built, Event::key))
                    .setParameter(
                            "builds",
                            texts(built, event -> event.candidate().buildId().value()))
                    .getResultList();
        }
    }

    private static <E extends Event> List<E> of(List<Event> events, Class<E> type) {
        return events.stream()
                .flatMap(event -> type.isInstance(event) ? Stream.of(type.cast(event)) : Stream.empty())
                .toList();
    }

    private static <E extends Event> String[] texts(List<E> events, Function<? super E, String> part) {
        return events.stream().map(part).toArray(String[]::new);
    }
}

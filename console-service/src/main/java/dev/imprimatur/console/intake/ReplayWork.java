package dev.imprimatur.console.intake;

import dev.imprimatur.console.replay.Replay;
import dev.imprimatur.events.BadEventException;
import dev.imprimatur.events.Event;
import dev.imprimatur.events.EventReader;
import dev.imprimatur.messaging.DatabaseTrouble;
import dev.imprimatur.messaging.UntilStored;
import dev.imprimatur.messaging.inbox.EventBatches;
import dev.imprimatur.messaging.inbox.Events;
import dev.imprimatur.messaging.inbox.Handling;
import dev.imprimatur.messaging.work.Next;
import dev.imprimatur.messaging.work.Work;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Makes the read model again from the topics: it removes the rows of each rebuild and each rollback that Kafka has as a
 * whole, and applies every event again that Kafka has. After a crash it begins again, which changes nothing but the
 * time that it takes.
 */
@ApplicationScoped
class ReplayWork implements Work {
    private static final Logger LOG = Logger.getLogger(ReplayWork.class);

    /** Rows are locked in the order in which events lock them. The events stay: they have places that readers know. */
    private static final List<String> EMPTY = List.of(
            "select id from rebuild where id = :id for update",
            "select id from rollback where id = :id for update",
            "select id from image_run where rebuild_id = :id order by id for update",
            "select id from step_failure where rebuild_id = :id order by id for update",
            "delete from step_failure where rebuild_id = :id",
            "delete from image_run where rebuild_id = :id",
            "delete from rebuild where id = :id",
            "delete from rollback where id = :id");

    private static final String NEXT_GENERATION =
            "update read_model set generation = greatest(generation + 1, extract(epoch from clock_timestamp())::bigint)";

    @Inject
    WholeRebuilds rebuilds;

    @Inject
    PastEvents past;

    @Inject
    Events events;

    @Inject
    ReadModel readModel;

    @Inject
    EntityManager entities;

    @Inject
    Clock clock;

    /** How many events were applied again, and how many could not be. */
    private static final class Count {
        long applied;
        long failed;
    }

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public Next run(String id) {
        WholeRebuilds.Found found = rebuilds.find();
        LOG.infof(
                "replay %s: %d rebuilds and rollbacks are made again from the topics; %d stay, since Kafka has not all of"
                        + " their events any more",
                id, found.whole().size(), found.kept());
        found.whole()
                .forEach(each -> UntilStored.store(
                        () -> QuarkusTransaction.requiringNew().run(() -> empty(each))));
        QuarkusTransaction.requiringNew().run(this::nextGeneration);
        Count count = new Count();
        past.parts(part -> apply(part, count));
        QuarkusTransaction.requiringNew().run(() -> finish(id, found, count));
        LOG.infof("replay %s ended: %d events, %d could not be applied", id, count.applied, count.failed);
        return Next.done();
    }

    private void empty(String id) {
        for (String sql : EMPTY) {
            var query = entities.createNativeQuery(sql).setParameter("id", id);
            if (sql.startsWith("select")) {
                query.getResultList();
            } else {
                query.executeUpdate();
            }
        }
    }

    private void nextGeneration() {
        entities.createNativeQuery(NEXT_GENERATION).executeUpdate();
    }

    private void apply(List<PastEvents.Handled> part, Count count) {
        Queue<PastEvents.Handled> queue = new ArrayDeque<>(part);
        while (!queue.isEmpty()) {
            List<PastEvents.Handled> batch =
                    EventBatches.next(queue, handled -> handled.record().value().length);
            if (events.handleTogether(
                    batch.stream().<Handling<?>>map(this::handling).toList(), readModel::lock)) {
                count.applied += batch.size();
            } else {
                batch.forEach(handled -> apply(handled, count));
            }
        }
    }

    /** One that cannot be applied does not keep the others from it. */
    private void apply(PastEvents.Handled handled, Count count) {
        try {
            events.handle(handling(handled));
            count.applied++;
        } catch (RuntimeException e) {
            if (DatabaseTrouble.find(e).isPresent() || Thread.currentThread().isInterrupted()) {
                throw e;
            }
            count.failed++;
            LOG.warnf(
                    e,
                    "offset %d of %s-%d, %s, could not be applied again",
                    handled.record().offset(),
                    handled.record().topic(),
                    handled.record().partition(),
                    handled.received().identity().id());
        }
    }

    private Handling<?> handling(PastEvents.Handled handled) {
        return handling(handled.record(), handled.received());
    }

    private <E extends Event> Handling<E> handling(
            ConsumerRecord<String, byte[]> record, EventReader.Received<E> received) {
        return Handling.of(
                record,
                received,
                event -> {
                    throw new BadEventException("the inbox has forgotten it just now");
                },
                readModel::applyAgain);
    }

    private void finish(String id, WholeRebuilds.Found found, Count count) {
        Replay replay = Replay.findById(id);
        replay.finishedAt = clock.instant();
        replay.rebuilds = (long) found.whole().size();
        replay.kept = (long) found.kept();
        replay.events = count.applied;
        replay.failed = count.failed;
        nextGeneration();
    }
}
